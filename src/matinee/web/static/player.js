// @ts-check
/** A player: a slot in, plays with seconds out. A film with a trailer shows that; the others pretend, and say so. */

import * as api from "./api.js";
import { h, icon, panel } from "./dom.js";
import { say } from "./words.js";

const RUNTIME = 100 * 60;
const BEAT_MS = 5000;

/**
 * @param {import("./seat.js").Seat} seat
 * @param {import("./seat.js").Shown} slot
 * @returns {Promise<string>} the id of the last event of the play, once the player is closed
 */
export async function playerPanel(seat, slot) {
  const item = await api.item(slot.item).catch(() => ({}));
  return item.attributes?.trailer ? trailer(seat, slot, item.attributes.credit ?? "") : pretended(seat, slot);
}

/**
 * @param {import("./seat.js").Seat} seat
 * @param {import("./seat.js").Shown} slot
 * @param {string} credit
 * @returns {Promise<string>} the same; the seconds are those that were really watched
 */
function trailer(seat, slot, credit) {
  return new Promise((done) => {
    const play = seat.tracker.play(seat.where(slot));
    const video = h("video", { src: `${api.base}/trailer/${encodeURIComponent(slot.item)}`, controls: true, autoplay: true, playsinline: true, muted: true, "aria-label": slot.title });
    let reported = 0;
    /** @param {"heartbeat" | "pause" | "stop"} phase */
    const report = (phase) => {
      const now = video.currentTime;
      const id = play.phase(phase, now, Math.max(0, now - reported));
      reported = now;
      return id;
    };
    const beat = setInterval(() => !video.paused && report("heartbeat"), BEAT_MS);
    const stop = () => {
      clearInterval(beat);
      video.pause();
      done(report("stop") || play.first);
    };
    const words = h("div", { class: "credits" }, h("h2", {}, slot.title), h("p", { class: "badge" }, say("trailer")), h("p", {}, say("trailer_line")), h("p", { class: "faint" }, credit));
    panel(`${say("trailer")}: ${slot.title}`, [h("div", { class: "screen real" }, video), words], { kind: "player", onclose: stop, close: say("player_stop") });
    video.focus();
  });
}

/**
 * @param {import("./seat.js").Seat} seat
 * @param {import("./seat.js").Shown} slot
 * @returns {Promise<string>}
 */
function pretended(seat, slot) {
  return new Promise((done) => {
    const play = seat.tracker.play(seat.where({ ...slot, item: slot.play || slot.item })); // of a series, the next episode
    let position = 0;
    let reported = 0;
    let running = true;
    let fast = true;
    let tick = performance.now();
    const clock = h("output", { class: "clock" });
    const bar = h("progress", { max: RUNTIME, value: 0, "aria-label": slot.title });
    const go = h("button", { type: "button", class: "deed play" });
    const speed = h("input", { type: "checkbox", checked: true, onchange: () => (fast = speed.checked) });

    const show = () => {
      bar.value = position;
      clock.textContent = say("player_at", { at: minutes(position), all: minutes(RUNTIME) });
      const label = say(running ? "player_pause" : "player_go");
      if (go.getAttribute("aria-label") !== label) {
        go.setAttribute("aria-label", label);
        go.replaceChildren(icon(running ? "pause" : "play"));
      }
    };
    /** @param {"heartbeat" | "pause" | "stop"} phase */
    const report = (phase) => {
      const id = play.phase(phase, position, position - reported);
      reported = position;
      return id;
    };
    const toggle = () => {
      running = !running;
      if (!running) report("pause");
      tick = performance.now();
      show();
    };
    const advance = () => {
      const now = performance.now();
      if (running) position = Math.min(RUNTIME, position + ((now - tick) / 1000) * (fast ? 60 : 1));
      tick = now;
      show();
      if (position >= RUNTIME) dialog.close();
    };
    const end = () => {
      position = RUNTIME;
      dialog.close();
    };
    go.addEventListener("click", toggle);
    const timer = setInterval(advance, 250);
    const beat = setInterval(() => running && report("heartbeat"), BEAT_MS);
    const stop = () => {
      clearInterval(timer);
      clearInterval(beat);
      done(report("stop") || play.first);
    };
    const stage = h("div", { class: "screen" }, h("img", { class: "glow", src: slot.artwork_url, alt: "" }), h("img", { class: "still", src: slot.artwork_url, alt: "", width: 200, height: 300 }));
    const controls = h(
      "div",
      { class: "controls" },
      go,
      bar,
      clock,
      h("label", {}, speed, say("player_speed")),
      h("button", { type: "button", class: "plain", onclick: end }, say("player_end")),
      h("button", { type: "button", class: "plain stop", onclick: () => dialog.close() }, say("player_stop")),
    );
    const words = h("div", { class: "credits" }, h("h2", {}, slot.title), h("p", { class: "badge" }, say("player")), h("p", {}, say("player_line")));
    const dialog = panel(`${say("player")}: ${slot.title}`, [stage, words, controls], { kind: "player", onclose: stop, close: say("player_stop") });
    show();
    go.focus();
  });
}

/** @param {number} seconds */
const minutes = (seconds) => `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;
