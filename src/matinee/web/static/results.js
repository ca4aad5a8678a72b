// @ts-check
/** Search: words in, the items found in a grid out, with those that stand near where nothing has that name. */

import * as api from "./api.js";
import { cardOf } from "./cards.js";
import { h } from "./dom.js";
import { say } from "./words.js";

/**
 * @param {import("./seat.js").Seat} seat
 * @param {string} query
 * @param {import("./cards.js").Doing} doing
 * @returns {Promise<HTMLElement>}
 */
export async function results(seat, query, doing) {
  const { items = [], neighbours } = await api.search(query, seat.member);
  const cards = items.map((/** @type {api.Slot} */ each, /** @type {number} */ column) => {
    const slot = { ...each, row: 0, column, surface: "search" };
    const card = cardOf(slot, items.length, doing);
    card.querySelector(".poster")?.setAttribute("tabindex", "0");
    seat.tracker.see(card, seat.where(slot));
    return card;
  });
  const note = !items.length ? say("search_none", { query }) : neighbours ? say("search_near") : "";
  return h("section", { class: "results" }, h("h2", {}, say("search_for", { query })), note ? h("p", { class: "line" }, note) : null, h("ul", { class: "grid", "aria-label": say("search_for", { query }) }, cards));
}
