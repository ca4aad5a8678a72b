// @ts-check
// The console: the address after # says which page; each page is a function that gives elements.
import { h } from "/static/dom.js";
import { Refused, ask, base, setKey } from "/console/files/ask.js";
import * as pages from "/console/files/pages.js";
import * as people from "/console/files/people.js";
import * as running from "/console/files/running.js";

const PAGES = {
  overview: ["Overview", pages.overview],
  map: ["The map", pages.map],
  places: ["Rows × columns", pages.places],
  titles: ["Titles", pages.titles],
  verdicts: ["What works", pages.verdicts],
  pictures: ["Pictures", pages.pictures],
  experiments: ["Experiments", running.experiments],
  messages: ["Messages", null],
  members: ["Members", people.members],
  rules: ["Rules", running.rules],
  snapshots: ["Snapshots", running.snapshots],
};
const main = /** @type {HTMLElement} */ (document.getElementById("main"));
let turn = 0;

function nav(now) {
  document.getElementById("nav")?.replaceChildren(...Object.entries(PAGES).map(([name, [title]]) =>
    h("a", { href: name === "messages" ? `${base}/console/messages` : `#/${name}`, "aria-current": name === now ? "page" : false }, title)));
}

function keyForm(error) {
  const field = h("input", { type: "password", name: "key", autocomplete: "off", required: true });
  return h("section", { class: "card" }, h("h1", {}, "This house has keys"),
    h("p", { class: "soft" }, `${error.message} A key with the scope read opens the reports, one with admin changes things.`),
    h("form", { class: "ask", onsubmit: (event) => { event.preventDefault(); setKey(field.value); show(); } },
      h("label", {}, "Key", field), h("button", {}, "Open")));
}

async function show() {
  const mine = ++turn;
  const [name, ...rest] = location.hash.replace(/^#\/?/, "").split("/").map(decodeURIComponent);
  const found = PAGES[name] && PAGES[name][1] ? name : "overview";
  nav(found);
  document.title = `${PAGES[found][0]} · Matinee console`;
  main.replaceChildren(h("p", { class: "wait" }, "Reading the log …"));
  let made;
  try {
    made = await PAGES[found][1](...rest);
  } catch (error) {
    made = [error instanceof Refused && error.needsKey ? keyForm(error)
      : h("p", { class: "trouble", role: "alert" }, `${error.message} ${error.wayOut ?? ""}`)];
  }
  if (mine !== turn) return;
  main.replaceChildren(...made.flat(Infinity).filter(Boolean));
  main.dataset.ready = found;
}

async function house() {
  try {
    const about = await ask("/v1/about");
    document.getElementById("name").textContent = about.name;
    document.getElementById("clock").textContent = `as of ${about.now.slice(0, 16).replace("T", " ")} UTC`;
    if (about.source === "simulated") document.getElementById("clock").append(" ", h("span", { class: "badge" }, "SIMULATED"));
    if (base) for (const link of document.querySelectorAll("header a[href='/']")) link.setAttribute("href", `${base}/`);
  } catch { /* the page itself says what is missing */ }
}

addEventListener("hashchange", () => { show(); main.focus({ preventScroll: true }); scrollTo(0, 0); });
house();
show();
