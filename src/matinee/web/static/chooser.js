// @ts-check
/** Who is there: members as tickets, described by their taste; sit beside one, compare two, or pick three films. */

import * as api from "./api.js";
import { h, icon } from "./dom.js";
import { newId } from "./client.js";
import { Seat } from "./seat.js";
import { historyPanel } from "./history.js";
import { rehearsalOffer } from "./rehearsal.js";
import { nameOf, ownMember, remember, rememberPicked } from "./known.js";
import { say } from "./words.js";

const cinema = () => document.documentElement.dataset.house === "cinema";
const SEATS = 6;
const PICKS = 3;
const FAMILIAR = new Set(["loved", "popular"]); // rows of what most people know come first when one picks

/**
 * @param {(member: string) => void} sit
 * @param {(members: string[]) => void} compare
 * @param {() => void} pick
 * @param {HTMLElement | null} [film] the real film of the house
 * @returns {Promise<HTMLElement>}
 */
export async function chooser(sit, compare, pick, film = null) {
  const own = ownMember();
  const found = remember(await api.members(SEATS + 1)).filter((each) => each.member !== own).slice(0, SEATS);
  /** @type {Set<string>} */
  const chosen = new Set();
  const go = h("button", { type: "button", class: "primary", disabled: true, onclick: () => compare([...chosen]) }, say("both_go"));
  /** @param {string} member @param {HTMLInputElement} box */
  const choose = (member, box) => {
    if (box.checked) chosen.add(member);
    else chosen.delete(member);
    go.disabled = chosen.size !== 2;
  };
  const tickets = found.map((each, i) => ticket(each, i, sit, choose));
  const mine = h(
    "li",
    { class: "ticket own" },
    h("button", { type: "button", class: "seat", onclick: () => (own ? sit(own) : pick()) }, h("span", { class: "name" }, say("you")), h("span", { class: "taste" }, say("you_line"))),
    h(
      "p",
      { class: "choices" },
      own ? h("button", { type: "button", class: "plain", onclick: pick }, say("pick")) : null,
      cinema() && h("button", { type: "button", class: "plain bring", onclick: () => historyPanel(sit) }, say("own_bring")),
    ),
  );
  return h(
    "section",
    { class: "lobby" },
    h("h1", {}, say("who")),
    h("p", { class: "line" }, say("who_line")),
    h("ul", { class: "tickets" }, tickets, mine),
    found.length > 1 ? h("p", { class: "pair" }, h("span", {}, say("both_pick")), go) : null,
    film,
    api.base || !cinema() ? null : rehearsalOffer(),
  );
}

/**
 * @param {api.Member} each
 * @param {number} i
 * @param {(member: string) => void} sit
 * @param {(member: string, box: HTMLInputElement) => void} choose
 */
function ticket(each, i, sit, choose) {
  const name = nameOf(each);
  const box = h("input", { type: "checkbox", "aria-label": `${say("both")}: ${name}` });
  box.addEventListener("change", () => choose(each.member, box));
  return h(
    "li",
    { class: "ticket", style: `--hue:${(i * 61 + 18) % 360}` },
    h(
      "button",
      { type: "button", class: "seat", "data-member": each.member, onclick: () => sit(each.member) },
      h("span", { class: "name" }, name),
      h("span", { class: "taste" }, each.taste),
      h("span", { class: "stub" }, each.evidence ? `${each.evidence} · ` : "", say("events_n", { n: each.n_events }), each.kids ? ` · ${say("kids")}` : ""),
    ),
    h("label", { class: "beside" }, box, h("span", {}, say("both"))),
  );
}

/**
 * @param {number} offset
 * @param {(member: string) => void} sit
 * @returns {Promise<HTMLElement>}
 */
export async function picker(offset, sit) {
  const member = `you-${newId().slice(0, 8)}`;
  const seat = new Seat(member, say("you"), offset);
  const page = await seat.load();
  const rows = [...page.rows].sort((one, other) => Number(FAMILIAR.has(other.kind)) - Number(FAMILIAR.has(one.kind)));
  const slots = new Map(rows.flatMap((row) => row.items.slice(0, 24)).map((slot) => [slot.item, { ...slot, decision: page.decision }]));
  /** @type {Map<string, HTMLElement>} */
  const picked = new Map();
  const left = h("p", { class: "left", role: "status" });
  const done = h("button", { type: "button", class: "primary", disabled: true });
  done.textContent = say("pick_done");
  const count = () => {
    const n = Math.max(0, PICKS - picked.size);
    left.textContent = n ? say("pick_left", { n }) : "";
    done.disabled = n > 0;
  };
  /** @param {import("./seat.js").Shown} slot @param {HTMLElement} button */
  const toggle = (slot, button) => {
    const on = !picked.delete(slot.item);
    if (on) picked.set(slot.item, button);
    button.setAttribute("aria-pressed", String(on));
    count();
  };
  const finish = async () => {
    done.disabled = true;
    await api.arrive(member, say("you"));
    for (const item of picked.keys()) seat.track("thumb", slots.get(item) ?? { item, title: "", artwork: "", artwork_url: "", row: 0, column: 0, why: "" }, { value: 2 });
    await seat.tracker.flush();
    seat.tracker.close();
    rememberPicked(member);
    sit(member);
  };
  done.addEventListener("click", finish);
  const grid = h("ul", { class: "grid" });
  /** @param {import("./seat.js").Shown[]} some */
  const show = (some) => grid.replaceChildren(...some.slice(0, 48).map((slot) => choice(slot, picked.has(slot.item), toggle)));
  const field = h("input", { type: "search", placeholder: say("search_hint"), "aria-label": say("search") });
  field.addEventListener("input", async () => {
    const q = field.value.trim();
    const found = q ? (await api.search(q, member)).items : [...slots.values()];
    for (const slot of found) if (!slots.has(slot.item)) slots.set(slot.item, { ...slot, surface: "search" });
    if (field.value.trim() === q) show(found);
  });
  show([...slots.values()]);
  count();
  return h("section", { class: "picker" }, h("h1", {}, say("pick")), h("div", { class: "choosing" }, field, left, done), grid);
}

/**
 * @param {import("./seat.js").Shown} slot
 * @param {boolean} on
 * @param {(slot: import("./seat.js").Shown, button: HTMLElement) => void} toggle
 */
function choice(slot, on, toggle) {
  const button = h(
    "button",
    { type: "button", class: "poster", "aria-pressed": String(on), "aria-label": slot.title, "data-item": slot.item },
    h("img", { src: slot.artwork_url, alt: "", width: 200, height: 300, loading: "lazy", decoding: "async" }),
    h("span", { class: "tick" }, icon("check")),
  );
  button.addEventListener("click", () => toggle(slot, button));
  return h("li", { class: "card" }, button, h("p", { class: "title", "aria-hidden": "true" }, slot.title));
}
