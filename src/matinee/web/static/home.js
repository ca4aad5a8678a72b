// @ts-check
/** A member's home page: billboard and rows; after each deed it asks again and says what moved. */

import { deeds, deedsOf, mark } from "./cards.js";
import { movesBetween, tellMoves } from "./diff.js";
import { h } from "./dom.js";
import { steer } from "./keys.js";
import { MatineeRow } from "./row.js";
import { say } from "./words.js";

/**
 * @typedef {import("./seat.js").Seat} Seat
 * @typedef {import("./seat.js").Shown} Shown
 * @typedef {{open: (seat: Seat, slot: Shown) => unknown, why: (seat: Seat, slot: Shown) => unknown,
 *   play: (seat: Seat, slot: Shown) => Promise<string>}} Panels
 */

const EVENTS = {
  buy: { kind: "purchase", fields: { quantity: 1 }, told: "strip_buy" },
  read: { kind: "open", fields: {}, told: "strip_read" },
  like: { kind: "thumb", fields: { value: 1 }, told: "strip_thumb" },
  add: { kind: "list_add", fields: {}, told: "strip_list" },
  dismiss: { kind: "dismiss", fields: {}, told: "strip_dismiss" },
};

export class MatineeHome extends HTMLElement {
  /** @type {HTMLElement | undefined} what moved, said here */
  strip;

  /**
   * @param {Seat} seat
   * @param {Panels} panels
   * @param {boolean} [beside] one of two on the screen
   */
  async open(seat, panels, beside = false) {
    this.seat = seat;
    this.panels = panels;
    this.beside = beside;
    this.className = beside ? "home beside" : "home";
    this.setAttribute("aria-busy", "true");
    this.append(h("p", { class: "loading" }, say("loading")));
    steer(this);
    await seat.load();
    this.#draw();
    this.removeAttribute("aria-busy");
  }

  disconnectedCallback() {
    this.near?.disconnect();
    this.seat?.tracker.close();
  }

  /** @returns {MatineeRow[]} */
  get rows() {
    return /** @type {MatineeRow[]} */ ([...this.querySelectorAll("matinee-row")]);
  }

  /**
   * @param {string} deed
   * @param {Shown} slot
   * @param {Element} card
   */
  async act(deed, slot, card) {
    const { seat, panels } = this;
    if (!seat || !panels) return;
    if (deed === "open") {
      seat.track("open", slot);
      panels.open(seat, slot);
    } else if (deed === "why") panels.why(seat, slot);
    else if (deed === "play") {
      const event = await panels.play(seat, slot);
      await this.refresh(say("strip_play", slot), event, slot.title);
    } else {
      const { kind, fields, told } = EVENTS[/** @type {keyof typeof EVENTS} */ (deed)];
      mark(card, deed);
      const event = seat.track(kind, slot, fields);
      if (deed === "dismiss") card.classList.add("leaving");
      await this.refresh(say(told, slot), event, slot.title);
      if (deed === "dismiss" && card.matches(".card")) card.remove(); // from a search's results, which stay
    }
  }

  /**
   * Send what waits, ask for the page again, show it and say what moved.
   * @param {string} told
   * @param {string} event the event's id; empty where recording is off
   * @param {string} title of what it was done to; reasons that name it are told first
   */
  async refresh(told, event, title) {
    const { seat } = this;
    if (!seat?.page) return;
    if (!event) return this.#tell([told, say("strip_off")], "");
    const sent = await seat.tracker.flush();
    if (sent.waiting) return this.#tell([told, say("strip_waiting")], "");
    const refused = sent.quarantined.find((each) => each.event_id === event);
    if (refused) return this.#tell([say("strip_quarantined", { reason: refused.reason })], "");
    const before = seat.page;
    const after = await seat.load();
    this.#redraw();
    return this.#tell([told, ...tellMoves(movesBetween(before, after), title)], event);
  }

  /**
   * @param {Map<string, number>} [scrolled] how far rows had been scrolled
   * @param {number} [top] how far the page had been
   */
  #draw(scrolled, top) {
    const { seat } = this;
    if (!seat?.page) return;
    const doing = this.act.bind(this);
    const [first] = seat.page.rows;
    const billed = first?.items.length && !this.beside ? first.items[0] : null;
    this.near?.disconnect();
    this.near = new IntersectionObserver((entries) => entries.forEach((entry) => entry.isIntersecting && wake(entry.target)), {
      rootMargin: "500px 0px",
    });
    const rows = h("div", { class: "rows", id: this.beside ? false : "rows" });
    const strip = (this.strip ??= h("div", { class: "strip", role: "status", "aria-live": "polite" }));
    this.replaceChildren(
      ...(billed ? [this.#billboard({ ...billed, decision: seat.page.decision }, first)] : []),
      seat.page.rows.length ? rows : h("p", { class: "empty" }, say("nothing")),
      strip,
    );
    seat.page.rows.forEach((row, i) => {
      const from = billed && i === 0 ? 1 : 0;
      if (row.items.length <= from) return;
      const element = new MatineeRow().fill(seat, row, doing, from);
      element.startAt = scrolled?.get(element.key) ?? 0;
      rows.append(element);
      if (i < 3) element.wake();
      else this.near?.observe(element);
    });
    if (top) scrollTo({ top, behavior: "instant" });
    seat.tracker.watchRows(rows, { decision: seat.page.decision, surface: "home" });
    const card = this.querySelector(".card .poster");
    card?.setAttribute("tabindex", "0");
    this.dispatchEvent(new CustomEvent("drawn", { bubbles: true }));
  }

  /**
   * @param {Shown} slot
   * @param {import("./api.js").PageRow} row
   */
  #billboard(slot, row) {
    const bill = h("section", { class: "billboard", "aria-label": slot.title, "data-item": slot.item, "data-artwork": slot.artwork });
    bill.append(
      h("img", { class: "glow", src: slot.artwork_url, alt: "" }),
      h("div", { class: "bill" }, h("p", { class: "over" }, row.name), h("h2", {}, slot.title), h("p", { class: "line" }, slot.why || row.reason), deedsOf(slot, bill, this.act.bind(this), true)),
      h("img", { class: "bill-poster", src: slot.artwork_url, alt: "", width: 200, height: 300 }),
    );
    this.seat?.tracker.see(bill, this.seat.where(slot));
    return bill;
  }

  /** Draw again where one is: scroll and focus stay, cards glide from where they stood. */
  #redraw() {
    const stood = places(this);
    const focus = focused(this);
    this.#draw(new Map(this.rows.map((row) => [row.key, row.list?.scrollLeft ?? 0])), scrollY);
    if (focus) refocus(this, focus);
    glide(this, stood);
  }

  /**
   * @param {string[]} lines
   * @param {string} event
   */
  #tell(lines, event) {
    const [head, ...rest] = lines;
    const follow = event ? h("a", { href: `#trace/${event}`, class: "follow" }, say("strip_trace")) : null;
    const cross = h("button", { type: "button", class: "fold", "aria-label": say("close"), onclick: () => this.strip?.replaceChildren() }, "×");
    this.strip?.replaceChildren(h("p", {}, h("strong", {}, head), " ", rest.join(" · ")), ...(follow ? [follow] : []), cross);
  }
}

/** @param {Element} row */
const wake = (row) => /** @type {MatineeRow} */ (row).wake();

/** @param {HTMLElement} home */
function places(home) {
  /** @type {Map<string, DOMRect>} */
  const found = new Map();
  for (const card of home.querySelectorAll(".card")) found.set(/** @type {HTMLElement} */ (card).dataset.item ?? "", card.getBoundingClientRect());
  return found;
}

/**
 * @param {MatineeHome} home
 * @param {Map<string, DOMRect>} stood
 */
function glide(home, stood) {
  if (matchMedia("(prefers-reduced-motion: reduce)").matches) return;
  for (const card of home.querySelectorAll(".card")) {
    const now = card.getBoundingClientRect();
    if (now.bottom < 0 || now.top > innerHeight || now.left > innerWidth) continue;
    const old = stood.get(/** @type {HTMLElement} */ (card).dataset.item ?? "");
    const from = old ? { transform: `translate(${old.left - now.left}px, ${old.top - now.top}px)` } : { opacity: 0, transform: "scale(.9)" };
    if (!old || Math.abs(old.left - now.left) + Math.abs(old.top - now.top) > 2) {
      card.animate([from, { opacity: 1, transform: "none" }], { duration: 420, easing: "cubic-bezier(.2,.8,.2,1)" });
    }
  }
}

/** @param {MatineeHome} home */
function focused(home) {
  const card = document.activeElement?.closest(".card");
  if (!card || !home.contains(card)) return home.contains(document.activeElement) ? { row: -1, column: 0 } : null;
  const row = home.rows.findIndex((each) => each.contains(card));
  return { row, column: home.rows[row].cards.indexOf(/** @type {HTMLElement} */ (card)) };
}

/**
 * @param {MatineeHome} home
 * @param {{row: number, column: number}} where
 */
function refocus(home, { row, column }) {
  if (row < 0) return /** @type {HTMLElement | null} */ (home.querySelector(`.billboard [data-deed="${deeds()[0]}"]`))?.focus();
  const line = home.rows[Math.min(row, home.rows.length - 1)];
  line?.wake();
  const card = line?.cards[Math.min(column, line.cards.length - 1)];
  home.dispatchEvent(new CustomEvent("seek", { detail: card }));
}

customElements.define("matinee-home", MatineeHome);
