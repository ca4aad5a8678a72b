// @ts-check
/** Cards: a slot in, a list item out with its poster, its name and the deeds one can do to it. */

import { h, icon } from "./dom.js";
import { say } from "./words.js";

/**
 * @typedef {import("./seat.js").Shown} Shown
 * @typedef {(deed: string, slot: Shown, card: HTMLElement) => void} Doing
 */

const FILM = /** @type {const} */ (["play", "like", "add", "dismiss", "why"]);
const GOODS = /** @type {const} */ (["buy", "like", "add", "dismiss", "why"]);
const ARTICLES = /** @type {const} */ (["read", "like", "add", "dismiss", "why"]);
const TRADES = { shop: GOODS, paper: ARTICLES, cinema: FILM };
/** What can be done to a card: a film is played, a product bought, an article read; the first stands first. */
export const deeds = () => TRADES[/** @type {keyof typeof TRADES} */ (document.documentElement.dataset.house)] ?? FILM;
const KEYS = { p: "play", b: "buy", r: "read", l: "like", a: "add", x: "dismiss", d: "dismiss", "?": "why", w: "why" };

/**
 * @param {Shown} slot
 * @param {number} among how many stand in the row
 * @param {Doing} doing
 */
export function cardOf(slot, among, doing) {
  const label = say("slot_label", { title: slot.title, column: slot.column + 1, row: among });
  const card = h("li", { class: "card", "data-item": slot.item, "data-artwork": slot.artwork });
  const open = h(
    "button",
    { type: "button", class: "poster", tabindex: "-1", "aria-label": slot.why ? `${label}. ${slot.why}` : label },
    h("img", { src: slot.artwork_url, alt: "", width: 200, height: 300, loading: "lazy", decoding: "async" }),
  );
  open.addEventListener("click", () => doing("open", slot, card));
  card.addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => {
    const deed = KEYS[/** @type {keyof typeof KEYS} */ (event.key)];
    if (!deed || !(/** @type {readonly string[]} */ (deeds()).includes(deed)) || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    doing(deed, slot, card);
  });
  card.append(open, deedsOf(slot, card, doing), h("p", { class: "title", "aria-hidden": "true" }, slot.title));
  return card;
}

/**
 * @param {Shown} slot
 * @param {HTMLElement} card
 * @param {Doing} doing
 * @param {boolean} [worded] with words beside the signs, as on the billboard
 */
export function deedsOf(slot, card, doing, worded = false) {
  const buttons = deeds().map((deed) =>
    h(
      "button",
      {
        type: "button",
        class: `deed ${deed === deeds()[0] ? "play" : deed}`,
        "data-deed": deed,
        tabindex: worded ? false : "-1",
        title: worded ? false : say(deed),
        "aria-label": `${say(deed)}: ${slot.title}`,
        onclick: () => doing(deed, slot, card),
      },
      icon(deed),
      worded && (deed === deeds()[0] || deed === "why") ? h("span", {}, say(deed)) : null,
    ),
  );
  return h("div", { class: "deeds" }, buttons);
}

/**
 * Mark on a card what was done to it.
 * @param {Element} card
 * @param {string} deed
 */
export function mark(card, deed) {
  for (const button of card.querySelectorAll(`[data-deed="${deed}"]`)) {
    button.setAttribute("aria-pressed", "true");
    if (deed === "add") button.replaceChildren(icon("check"));
  }
}
