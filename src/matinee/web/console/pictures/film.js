// A film dropped in: its bytes go up, stills come back; approve, reject, name characters, keep them for an item.

import { ask, at, button, doing, element } from "./ask.js";

const time = (seconds) => `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;
const sent = { "content-type": "application/json" };
let film = "";

function name() {
  return Array.from(crypto.getRandomValues(new Uint8Array(8)), byte => byte.toString(16).padStart(2, "0")).join("");
}

async function review(given) {
  const key = sessionStorage.getItem("matinee.console.key");
  const answer = await fetch(`${location.pathname.startsWith("/simulated/") ? "/simulated" : ""}/v1/films/${film}/review`, { method: "POST", body: JSON.stringify(given),
    headers: { ...sent, ...(key ? { authorization: `Bearer ${key}` } : {}) } });
  const told = await answer.json();
  if (!answer.ok) throw new Error(told.message);
  shown(told);
}

function still(one) {
  const acts = [["Approve", { approve: [one.file] }, one.approved === true], ["Reject", { reject: [one.file] }, one.approved === false]]
    .map(([words, given, on]) => {
      const made = button(words, () => review(given));
      made.setAttribute("aria-pressed", String(on));
      return made;
    });
  return element("article", { "data-still": one.file, "data-approved": String(one.approved !== false) },
    element("img", { src: one.url, alt: `At ${time(one.timecode_seconds)}: ${one.tags.join(", ") || "no tag"}` }),
    element("h3", {}, `${time(one.timecode_seconds)} ${one.people.join(", ")}`),
    element("p", { class: "meta" }, one.tags.join(", ") || "no tag"), element("div", { class: "acts" }, ...acts));
}

function person(one) {
  const field = element("input", { value: one.name || "", "aria-label": `Name of character ${one.rank}` });
  return element("span", {}, `Character ${one.rank} `, field, " ",
    button(`Name ${one.rank}`, () => review({ names: [`${one.rank}=${field.value}`] })), " ");
}

function shown(told) {
  at("doing").textContent = `${told.stills.length} stills, ${told.rejects} frames rejected.`;
  at("people").replaceChildren(...(told.characters.length ? told.characters.map(person) : ["No characters were told apart."]));
  at("stills").replaceChildren(...told.stills.map(still));
  const item = new FormData(at("film")).get("item").trim();
  if (item) at("people").append(button(`Keep the approved ones for ${item}`, async () => {
    const kept = await ask(`/v1/films/${film}/keep/${encodeURIComponent(item)}`, "POST");
    at("doing").textContent = `${kept.added} pictures were added to ${kept.item}.`;
  }));
}

async function follow() {
  for (;;) {
    const told = await ask(`/v1/films/${film}`);
    at("done").value = told.done;
    at("doing").textContent = `Looked through ${Math.round(100 * told.done)} % of the film.`;
    if (told.state === "failed") throw new Error(told.trouble);
    if (told.state === "done") { at("done").hidden = true; shown(told); return; }
    await new Promise(again => setTimeout(again, 500));
  }
}

at("film").addEventListener("submit", (event) => {
  event.preventDefault();
  doing(async () => {
    const file = new FormData(event.target).get("file");
    film = name();
    at("done").hidden = false;
    at("done").value = 0;
    at("doing").textContent = "The film is on its way.";
    await ask(`/v1/films/${film}`, "PUT", file);
    await follow();
  });
});
