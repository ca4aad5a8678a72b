// @ts-check
/** A seat: the member whose page this is, with the tracker that speaks for them and the page last served. */

import * as api from "./api.js";
import { Tracker, newId } from "./client.js";
import { language } from "./words.js";

/** @typedef {import("./api.js").Slot & {decision?: string, surface?: string}} Shown */

const session = newId();
const asked = new URLSearchParams(location.search).get("device");

/** @returns {string} tv, tablet, phone or desktop */
export function device() {
  if (asked) return asked;
  if (/\b(TV|SmartTV|Web0S|Tizen|AFT)\b/i.test(navigator.userAgent)) return "tv";
  if (matchMedia("(max-width: 640px)").matches) return "phone";
  return matchMedia("(pointer: coarse) and (max-width: 1180px)").matches ? "tablet" : "desktop";
}

export const consented = () => localStorage.getItem("matinee.consent") !== "no";

export class Seat {
  /**
   * @param {string} member
   * @param {string} name
   * @param {number} offset milliseconds from the wall clock to the home's clock
   */
  constructor(member, name, offset) {
    this.member = member;
    this.name = name;
    /** @type {api.Page | null} */
    this.page = null;
    this.device = device();
    this.tracker = new Tracker({
      endpoint: api.base,
      member,
      session,
      token: api.token(),
      device: this.device,
      consent: consented(),
      now: () => Date.now() + offset,
    });
  }

  async load() {
    const time_zone = Intl.DateTimeFormat().resolvedOptions().timeZone ?? "";
    this.page = await api.home(this.member, { device: this.device, session, time_zone, language });
    return this.page;
  }

  /**
   * What an event says about where its item stood.
   * @param {Shown} slot
   */
  where(slot) {
    const { item, artwork } = slot;
    if (!slot.decision) return { item, artwork, surface: slot.surface ?? "other" };
    return { item, artwork, decision: slot.decision, row: slot.row, column: slot.column, surface: slot.surface ?? "home" };
  }

  /**
   * @param {string} kind
   * @param {Shown} slot
   * @param {Record<string, unknown>} [fields]
   */
  track(kind, slot, fields = {}) {
    return this.tracker.track(kind, { ...this.where(slot), ...fields });
  }
}
