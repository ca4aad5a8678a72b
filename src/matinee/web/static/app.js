// @ts-check
/** The page: the address in, the lobby, a member's home, two side by side, or search results out. */

import * as api from "./api.js";
import { forgetPicked, known, nameOf } from "./known.js";
import { h, icon, styled } from "./dom.js";
import { MatineeHome } from "./home.js";
import { Seat, consented, device } from "./seat.js";
import { chooseLanguage, language, say, sayAs } from "./words.js";

const main = /** @type {HTMLElement} */ (document.querySelector("main"));
const head = /** @type {HTMLElement} */ (document.querySelector("body > header"));
const foot = /** @type {HTMLElement} */ (document.querySelector("body > footer"));

/** @type {{about: api.About | null, offset: number, homes: MatineeHome[], turn: number, rest?: ReturnType<typeof setTimeout>, banner?: HTMLElement}} */
const state = { about: null, offset: 0, homes: [], turn: 0 };

/**
 * The page's address with other words in it; language and device stay.
 * @param {Record<string, string>} to
 */
function addressOf(to) {
  const kept = new URLSearchParams(location.search);
  for (const name of ["member", "members", "q", "pick"]) kept.delete(name);
  for (const [name, value] of Object.entries(to)) if (value) kept.set(name, value);
  return `${api.base}/${kept.size ? `?${kept}` : ""}`;
}

/** @param {Record<string, string>} to */
async function go(to) {
  history.pushState(null, "", addressOf(to));
  await route();
  scrollTo({ top: 0, behavior: "instant" });
  main.focus({ preventScroll: true });
}

// What the first sight does not need is fetched when it is.
const over = async () => (await Promise.all([import("./panels.js"), styled("panels")]))[0];
const player = async () => (await Promise.all([import("./player.js"), styled("panels")]))[0];
const foyer = async () => (await Promise.all([import("./chooser.js"), styled("lobby"), styled("panels")]))[0];

/** @type {import("./home.js").Panels} */
const panels = {
  open: async (seat, slot) => {
    const act = (/** @type {string} */ deed, /** @type {import("./seat.js").Shown} */ each, /** @type {HTMLElement} */ card) => homeOf(seat)?.act(deed, each, card);
    (await over()).itemPanel(seat, slot, act, (other) => homeOf(seat)?.act("open", other, main));
  },
  why: async (seat, slot) => (await over()).whyPanel(seat, slot),
  play: async (seat, slot) => (await player()).playerPanel(seat, slot),
};

/** @param {Seat} seat */
const homeOf = (seat) => state.homes.find((home) => home.seat === seat);

async function route() {
  const turn = ++state.turn;
  const asked = new URLSearchParams(location.search);
  const pair = (asked.get("members") ?? "").split(",").filter(Boolean).slice(0, 2);
  const member = asked.get("member") ?? (asked.has("pick") || pair.length ? "" : api.tokenMember());
  try {
    if (asked.get("q") && member && state.homes[0]?.seat?.member === member) return await search(asked.get("q") ?? "", turn);
    if (pair.length === 2) await show(pair, turn);
    else if (member) await show([member], turn);
    else await lobby(asked.has("pick"), turn);
    if (asked.get("q") && member) await search(asked.get("q") ?? "", turn);
  } catch (error) {
    if (turn === state.turn) fail(/** @type {api.ApiError} */ (error));
  }
  return undefined;
}

/** @param {boolean} picking @param {number} turn */
async function lobby(picking, turn) {
  state.homes = [];
  header(null);
  const sit = (/** @type {string} */ member) => go({ member });
  const { chooser, picker } = await foyer();
  const film = !picking && state.about?.film ? (await import("./feature.js")).feature(state.about.film, state.offset) : null;
  const content = picking
    ? await picker(state.offset, sit)
    : await chooser(sit, (members) => go({ members: members.join(",") }), () => go({ pick: "1" }), film);
  if (turn !== state.turn) return;
  main.className = "";
  main.replaceChildren(content);
  document.title = say("brand");
}

/** @param {string[]} members @param {number} turn */
async function show(members, turn) {
  const faces = await known(members, members.length > 1);
  const seats = faces.map((face) => ({ seat: new Seat(face.member, nameOf(face), state.offset), taste: face.taste }));
  if (turn !== state.turn) return;
  const homes = seats.map(() => new MatineeHome());
  state.homes = homes;
  main.className = members.length > 1 ? "pair" : "";
  main.replaceChildren(...homes.map((home, i) => h("div", { class: "house" }, members.length > 1 ? h("h1", {}, seats[i].seat.name, h("span", { class: "taste" }, seats[i].taste)) : null, home)));
  if (members.length === 1) main.firstElementChild?.prepend(h("h1", { class: "unseen" }, seats[0].seat.name));
  header(members.length === 1 ? seats[0].seat : null);
  document.title = `${seats.map(({ seat }) => seat.name).join(" | ")} · ${say("brand")}`;
  main.addEventListener("drawn", compare);
  await Promise.all(homes.map((home, i) => home.open(seats[i].seat, panels, members.length > 1)));
  if (state.about?.source !== "simulated" && homes.some((home) => home.seat?.page?.source === "simulated")) main.prepend(h("p", { class: "badge" }, say("simulated")));
}

/** Side by side, mark the cards whose item has another picture beside. */
function compare() {
  if (state.homes.length < 2) return;
  const [one, other] = state.homes.map((home) => new Map((home.seat?.page?.rows ?? []).flatMap((row) => row.items.map((slot) => [slot.item, slot.artwork]))));
  for (const card of /** @type {NodeListOf<HTMLElement>} */ (main.querySelectorAll(".card"))) {
    const { item = "", artwork } = card.dataset;
    const differs = one.has(item) && other.has(item) && one.get(item) !== other.get(item);
    card.classList.toggle("differs", differs && Boolean(artwork));
    if (differs) card.title = say("other_picture");
  }
}

/** @param {string} query @param {number} turn */
async function search(query, turn) {
  const home = state.homes[0];
  const seat = home?.seat;
  if (!seat) return;
  const { results } = await import("./results.js");
  const found = await results(seat, query, async (deed, slot, card) => home.act(deed, slot, card));
  if (turn !== state.turn) return;
  main.querySelector(".results")?.remove();
  main.prepend(found);
  home.classList.add("searching");
  scrollTo({ top: 0 });
}

/** @param {string} query */
function searched(query) {
  const home = state.homes[0];
  if (!home?.seat) return;
  clearTimeout(state.rest);
  if (!query) {
    main.querySelector(".results")?.remove();
    home.classList.remove("searching");
    history.replaceState(null, "", addressOf({ member: home.seat.member }));
    return;
  }
  const { member, tracker } = home.seat;
  state.rest = setTimeout(() => {
    tracker.track("search", { query, surface: "search" });
    history.replaceState(null, "", addressOf({ member, q: query }));
    route();
  }, 250);
}

/** @param {Seat | null} seat */
function header(seat) {
  const brand = h("a", { class: "brand", href: `${api.base}/`, onclick: (/** @type {Event} */ event) => (event.preventDefault(), go({})) }, say("brand"));
  const field = h("input", { type: "search", id: "q", placeholder: say("search_hint"), "aria-label": say("search"), value: new URLSearchParams(location.search).get("q") ?? "" });
  field.addEventListener("input", () => searched(field.value.trim()));
  const form = h("form", { role: "search", class: "search", onsubmit: (/** @type {Event} */ event) => event.preventDefault() }, icon("search"), field);
  const chip = h("button", { type: "button", class: "chip", onclick: () => go({}) }, h("span", { class: "unseen" }, `${say("change")}: `), seat ? seat.name : say("seats"));
  const known = seat ? h("button", { type: "button", class: "plain known", onclick: async () => (await over()).knownPanel(seat) }, say("known")) : null;
  const light = h("button", { type: "button", class: "plain theme", "aria-label": say("theme"), onclick: turnLight }, icon("theme"));
  head.replaceChildren(...(state.banner ? [state.banner] : []), h("div", { class: "bar" }, brand, seat ? form : "", h("nav", { "aria-label": say("change") }, known, chip, light)), clockLine());
  footer(seat);
}

function clockLine() {
  const { about } = state;
  if (!about) return "";
  const day = dayOf(about.data?.until ?? about.now);
  const said = about.clock === "data" || !about.as_of ? say("as_of", { data: about.name, day }) : about.as_of;
  const mark = about.source === "simulated" ? h("span", { class: "badge" }, say("simulated")) : null;
  return h("p", { class: "as-of" }, h("span", {}, said), h("span", { class: "counts" }, countsOf(about)), mark);
}

/** @param {api.About} about @returns {string} what was drawn is never counted among what was not */
function countsOf(about) {
  const drawn = about.simulated_events ?? 0;
  const real = say("counts", { members: about.members - (about.simulated_members ?? 0), items: about.items, events: about.events - drawn });
  return drawn ? `${real} · ${say("counts_simulated", { n: drawn, members: about.simulated_members ?? 0 })}` : real;
}

/** @param {string} at */
function dayOf(at) {
  const locale = language === "de" ? "de-DE" : "en-GB";
  return new Date(at).toLocaleDateString(locale, { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });
}

/** @param {Seat | null} seat */
function footer(seat) {
  const box = h("input", { type: "checkbox", checked: consented() });
  box.addEventListener("change", () => {
    localStorage.setItem("matinee.consent", box.checked ? "yes" : "no");
    for (const home of state.homes) if (home.seat) home.seat.tracker.consent = box.checked;
  });
  const gone = (/** @type {string} */ member) => {
    forgetPicked(member);
    go({});
  };
  foot.replaceChildren(
    h("p", {}, say("footer")),
    h("label", {}, box, say("consent")),
    seat ? h("button", { type: "button", class: "plain forget", onclick: async () => (await over()).forgetPanel(seat, () => gone(seat.member)) }, say("forget")) : "",
    h("a", { href: "/docs" }, say("footer_docs")),
  );
}

function turnLight() {
  const dark = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
  const now = document.documentElement.dataset.theme ?? dark;
  document.documentElement.dataset.theme = now === "dark" ? "light" : "dark";
  localStorage.setItem("matinee.theme", document.documentElement.dataset.theme);
}

/** @param {api.ApiError} error */
async function fail(error) {
  await styled("lobby");
  const again = h("button", { type: "button", class: "primary", onclick: route }, say("again"));
  main.replaceChildren(h("section", { class: "lobby", role: "alert" }, h("h1", {}, say("wrong")), h("p", {}, error.message), error.wayOut ? h("p", { class: "line" }, error.wayOut) : null, again));
}

async function followHash() {
  const found = /^#trace\/(.+)$/.exec(location.hash);
  if (found) (await over()).tracePanel(decodeURIComponent(found[1]), () => history.replaceState(null, "", location.pathname + location.search));
}

async function start() {
  const theme = localStorage.getItem("matinee.theme");
  if (theme) document.documentElement.dataset.theme = theme;
  document.documentElement.dataset.device = device();
  await chooseLanguage();
  state.about = await api.about().catch(() => null);
  const trade = state.about?.shop ? "shop" : state.about?.kind === "article" ? "paper" : "";
  document.documentElement.dataset.house = trade || "cinema";
  sayAs(trade);
  const skip = document.querySelector(".skip");
  if (skip) skip.textContent = say("skip");
  if (api.base) state.banner = (await import("./rehearsal.js")).banner(state.about);
  if (state.about?.clock === "data") state.offset = Date.parse(state.about.now) - Date.now();
  addEventListener("popstate", route);
  addEventListener("hashchange", followHash);
  await route();
  followHash();
}

start();
