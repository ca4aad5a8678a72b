// @ts-check
/** Steering: arrow keys (or a television's remote) in, the focus on another card out; one tab stop for all the rows. */

/** @typedef {import("./home.js").MatineeHome} MatineeHome */

const ARROWS = new Set(["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "Home", "End"]);

/** @param {MatineeHome} home */
export function steer(home) {
  home.addEventListener("keydown", (event) => {
    if (!ARROWS.has(event.key) || event.ctrlKey || event.altKey || event.metaKey) return;
    const target = /** @type {HTMLElement} */ (event.target);
    const next = target.closest(".card") ? fromCard(home, target, event.key) : fromBill(home, target, event.key);
    if (!next) return;
    event.preventDefault();
    reach(home, next);
  });
  home.addEventListener("focusin", (event) => {
    const card = /** @type {HTMLElement} */ (event.target).closest(".card");
    if (card) rove(home, /** @type {HTMLElement} */ (card));
  });
  home.addEventListener("seek", (event) => {
    const card = /** @type {CustomEvent<HTMLElement | undefined>} */ (event).detail;
    if (card) reach(home, card);
  });
}

/**
 * The one card in the tab order, with its deeds behind it.
 * @param {MatineeHome} home
 * @param {HTMLElement} card
 */
function rove(home, card) {
  if (card.classList.contains("current")) return;
  for (const old of home.querySelectorAll(".card [tabindex='0']")) old.setAttribute("tabindex", "-1");
  home.querySelector(".card.current")?.classList.remove("current");
  card.classList.add("current");
  for (const button of card.querySelectorAll("button")) button.setAttribute("tabindex", "0");
}

/**
 * @param {MatineeHome} home
 * @param {HTMLElement} element
 */
function reach(home, element) {
  const card = element.closest(".card");
  if (card) rove(home, /** @type {HTMLElement} */ (card));
  const target = card ? /** @type {HTMLElement} */ (card.querySelector(".poster")) : element;
  target.focus({ preventScroll: true });
  const behavior = matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth";
  const row = element.closest("matinee-row");
  (row ?? element).scrollIntoView({ block: "center", behavior: row ? behavior : "auto" });
  if (!card) return;
  card.scrollIntoView({ block: "nearest", inline: "center", behavior });
  if (behavior === "smooth") arrive(/** @type {HTMLElement} */ (card), NaN);
}

/**
 * Cards that are appended, or the next glide, can cut a glide short: once it rests elsewhere the card is fetched in one step.
 * @param {HTMLElement} card
 * @param {number} before where its left edge was when we looked last
 */
function arrive(card, before) {
  setTimeout(() => {
    if (!card.contains(document.activeElement)) return;
    const { left, right } = card.getBoundingClientRect();
    if (left !== before) return arrive(card, left);
    if (left < 0 || right > innerWidth) card.scrollIntoView({ block: "nearest", inline: "center", behavior: "instant" });
  }, 150);
}

/**
 * @param {MatineeHome} home
 * @param {HTMLElement} target
 * @param {string} key
 * @returns {HTMLElement | null | undefined}
 */
function fromCard(home, target, key) {
  const { rows } = home;
  const at = rows.findIndex((row) => row.contains(target));
  const row = rows[at];
  const card = /** @type {HTMLElement} */ (target.closest(".card"));
  const column = row.cards.indexOf(card);
  if (key === "ArrowRight") {
    if (column === row.cards.length - 1) row.grow();
    return row.cards[column + 1];
  }
  if (key === "ArrowLeft") return row.cards[column - 1];
  if (key === "Home") return row.cards[0];
  if (key === "End") return row.cards.at(-1);
  const line = rows[at + (key === "ArrowDown" ? 1 : -1)];
  if (!line) return key === "ArrowUp" ? /** @type {HTMLElement | null} */ (home.querySelector(".billboard button")) : null;
  line.wake();
  return nearest(line.cards, card);
}

/**
 * @param {HTMLElement[]} cards
 * @param {HTMLElement} card
 */
function nearest(cards, card) {
  const x = card.getBoundingClientRect().left;
  return cards.reduce((best, each) => (Math.abs(each.getBoundingClientRect().left - x) < Math.abs(best.getBoundingClientRect().left - x) ? each : best), cards[0]);
}

/**
 * @param {MatineeHome} home
 * @param {HTMLElement} target
 * @param {string} key
 */
function fromBill(home, target, key) {
  const bill = target.closest(".billboard");
  if (!bill) return null;
  const buttons = /** @type {HTMLElement[]} */ ([...bill.querySelectorAll("button")]);
  const at = buttons.indexOf(target);
  if (key === "ArrowRight") return buttons[at + 1];
  if (key === "ArrowLeft") return buttons[at - 1];
  return key === "ArrowDown" ? home.rows[0]?.cards[0] : null;
}
