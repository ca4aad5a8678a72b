// Asking the server, making elements, telling what went wrong: what both parts of the page need.

const KEY = "matinee.console.key";
export const at = (id) => document.getElementById(id);

export async function ask(path, method = "GET", body = undefined) {
  const key = sessionStorage.getItem(KEY);
  const answer = await fetch((location.pathname.startsWith("/simulated/") ? "/simulated" : "") + path, { method, body, headers: key ? { authorization: `Bearer ${key}` } : {} });
  if (answer.status === 401 || answer.status === 403) at("key").hidden = false;
  const told = await answer.json();
  if (!answer.ok) throw new Error([told.message, told.way_out].filter(Boolean).join("; "));
  return told;
}

export function element(name, given = {}, ...children) {
  const made = document.createElement(name);
  for (const [attribute, value] of Object.entries(given)) made.setAttribute(attribute, value);
  made.append(...children);
  return made;
}

export function button(words, act) {
  const made = element("button", { type: "button" }, words);
  made.addEventListener("click", () => doing(act));
  return made;
}

export async function doing(act) {
  at("trouble").hidden = true;
  try { await act(); } catch (error) {
    at("trouble").textContent = error.message;
    at("trouble").hidden = false;
  }
}

export function keep(key) { sessionStorage.setItem(KEY, key); }

/** What is drawn is marked, and the way back leads to the console of the same house. */
export async function mark() {
  const twin = location.pathname.startsWith("/simulated/");
  if (twin) for (const link of document.querySelectorAll("header a[href='/console']")) link.setAttribute("href", "/simulated/console");
  const drawn = twin || (await ask("/v1/about").catch(() => ({}))).source === "simulated";
  if (drawn) document.querySelector("h1").append(" ", element("span", { class: "badge" }, "SIMULATED"));
}
