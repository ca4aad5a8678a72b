// @ts-check
/** The one real film of the house: its picture, its credit and its trailer. */

import * as api from "./api.js";
import { h, icon, styled } from "./dom.js";
import { newId } from "./client.js";
import { ownMember } from "./known.js";
import { Seat } from "./seat.js";
import { say } from "./words.js";

/**
 * @param {string} item its id
 * @param {number} offset
 * @returns {HTMLElement}
 */
export function feature(item, offset) {
  const credit = h("p", { class: "faint" });
  const art = h("img", { src: `${api.base}/artwork/${item}-bunny`, alt: "", width: 480, height: 720 });
  const slot = { item, title: "Big Buck Bunny", artwork: `${item}-bunny`, artwork_url: art.getAttribute("src"), row: 0, column: 0, why: "", surface: "other" };
  const go = async () => {
    const [{ playerPanel }] = await Promise.all([import("./player.js"), styled("panels")]);
    const seat = new Seat(ownMember() ?? `visitor-${newId().slice(0, 8)}`, say("you"), offset);
    await playerPanel(seat, slot);
    await seat.tracker.flush();
    seat.tracker.close();
  };
  api.item(item).then((json) => {
    slot.title = json.title;
    credit.textContent = json.attributes?.credit ?? "";
  }).catch(() => {});
  const button = h("button", { type: "button", class: "primary watch", onclick: go }, icon("play"), say("film_go"));
  return h("section", { class: "feature", "aria-label": say("film_head") }, art, h("div", {}, h("p", { class: "over" }, say("film_head")), h("h2", {}, "Big Buck Bunny"), h("p", {}, say("film_line")), button, credit));
}
