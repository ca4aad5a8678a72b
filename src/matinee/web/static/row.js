// @ts-check
/** A row: its name, its reason and its cards; cards come as one scrolls towards them, first ours, then the server's. */

import * as api from "./api.js";
import { cardOf } from "./cards.js";
import { h, icon } from "./dom.js";
import { say } from "./words.js";

const CHUNK = 10;
const still = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

export class MatineeRow extends HTMLElement {
  /**
   * @param {import("./seat.js").Seat} seat
   * @param {api.PageRow} row
   * @param {import("./cards.js").Doing} doing
   * @param {number} first the first column that stands here; those before it stand on the billboard
   */
  fill(seat, row, doing, first) {
    this.seat = seat;
    this.row = row;
    this.doing = doing;
    this.next = first;
    this.asking = false;
    this.ended = false;
    this.startAt = 0;
    const id = `row-${seat.member}-${row.row}`.replace(/[^\w-]/g, "_");
    this.className = "row";
    this.list = h("ul", { class: "cards", "aria-label": say("row_label", { name: row.name, n: row.items.length }) });
    this.list.addEventListener("scroll", () => this.#scrolled(), { passive: true });
    this.replaceChildren(
      h(
        "section",
        { "aria-labelledby": id },
        h("header", {}, h("h2", { id }, row.name), row.reason && row.reason !== row.name ? h("p", { class: "reason" }, row.reason) : null),
        h("div", { class: "track" }, this.#pusher(-1, "earlier"), this.list, this.#pusher(1, "later")),
      ),
    );
    return this;
  }

  /** Put the first cards in, and as many more as it was scrolled over before; called when the row comes near. */
  wake() {
    const { list } = this;
    if (this.awake || !list || !this.seat) return;
    this.awake = true;
    this.grow();
    while (this.startAt && list.scrollWidth < this.startAt + list.clientWidth && this.grow());
    if (this.startAt) list.scrollLeft = this.startAt;
    this.seat.tracker.watchRow(list);
  }

  /** The next cards; true while there may be more. */
  grow() {
    if (!this.row || !this.seat || !this.list || !this.doing) return false;
    const { decision } = this.seat.page ?? {};
    const slots = this.row.items.slice(this.next, (this.next ?? 0) + CHUNK);
    for (const slot of slots) {
      const shown = { ...slot, decision };
      const card = cardOf(shown, this.row.items.length, this.doing);
      this.list.append(card);
      this.seat.tracker.see(card, this.seat.where(shown));
    }
    this.next = (this.next ?? 0) + slots.length;
    if (slots.length < CHUNK) this.#askMore();
    return slots.length > 0;
  }

  /** What stays the same when the page is served anew. */
  get key() {
    return `${this.row?.kind} ${this.row?.name}`;
  }

  /** @returns {HTMLElement[]} */
  get cards() {
    return [...(this.list?.children ?? [])].map((card) => /** @type {HTMLElement} */ (card));
  }

  async #askMore() {
    const { seat, row } = this;
    if (this.asking || this.ended || !seat?.page || !row) return;
    this.asking = true;
    const more = await api.more(seat.page, row).catch(() => null);
    this.asking = false;
    const known = new Set(row.items.map((slot) => slot.item));
    const fresh = (more?.items ?? []).filter((slot) => !known.has(slot.item));
    this.ended = fresh.length === 0;
    row.items.push(...fresh);
    if (fresh.length && this.isConnected && this.#nearEnd()) this.grow();
  }

  #nearEnd() {
    const { list } = this;
    return Boolean(list && list.scrollLeft + list.clientWidth * 2 > list.scrollWidth);
  }

  #scrolled() {
    if (this.#nearEnd()) this.grow();
  }

  /**
   * @param {1 | -1} way
   * @param {"earlier" | "later"} name
   */
  #pusher(way, name) {
    const push = () => this.list?.scrollBy({ left: way * this.list.clientWidth * 0.85, behavior: still() ? "auto" : "smooth" });
    const label = say(name, { row: this.row?.name ?? "" });
    return h("button", { type: "button", class: `push ${name}`, tabindex: "-1", "aria-label": label, onclick: push }, icon(way < 0 ? "left" : "right"));
  }
}

customElements.define("matinee-row", MatineeRow);
