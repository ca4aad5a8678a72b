// @ts-check
/** Elements: a tag, attributes and children in, an element out; text is always text, never markup. */

/**
 * @typedef {Node | string | number | null | undefined | false} Child
 * @param {string} tag
 * @param {Record<string, any>} [props] attributes; functions are listeners (`onclick`); false and null are left out
 * @param {...(Child | Child[])} children
 * @returns {any}
 */
export function h(tag, props = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props ?? {})) {
    if (value === false || value === null || value === undefined) continue;
    if (typeof value === "function") element.addEventListener(name.slice(2), value);
    else if (name === "style") element.style.cssText = String(value); // an attribute would need 'unsafe-inline'
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  const kept = children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false);
  element.append(...kept.map((child) => (child instanceof Node ? child : String(child))));
  return element;
}

/**
 * A style sheet that only some views need; it is there when the promise resolves.
 * @param {string} name
 */
export function styled(name) {
  const href = `/static/${name}.css`;
  if (document.querySelector(`link[href="${href}"]`)) return Promise.resolve();
  const link = h("link", { rel: "stylesheet", href });
  const ready = new Promise((done) => {
    link.addEventListener("load", done);
    link.addEventListener("error", done);
  });
  document.head.append(link);
  return ready;
}

const SHAPES = {
  play: "M7 4.5v15l13-7.5z",
  buy: "M7 8V7a5 5 0 0 1 10 0v1h3l1 13H3L4 8zm2 0h6V7a3 3 0 0 0-6 0z",
  read: "M4 3h16v18H4zM7 7v2h10V7zM7 11v2h10v-2zM7 15v2h6v-2z",
  pause: "M6 4h4v16H6zM14 4h4v16h-4z",
  like: "M2 10h4v11H2zM8 10l4-8c2 0 3 1.5 2.5 3.5L13.5 9H20c1.5 0 2.5 1.3 2 2.800l-2.5 7.600C19.2 20.4 18.3 21 17.2 21H8z",
  add: "M11 4h2v7h7v2h-7v7h-2v-7H4v-2h7z",
  check: "M9 16.600L4.4 12 3 13.400l6 6L21 7.4 19.6 6z",
  dismiss: "M6.4 5L12 10.6 17.6 5 19 6.4 13.4 12l5.6 5.6-1.4 1.400L12 13.4 6.4 19 5 17.6 10.6 12 5 6.400z",
  why: "M11 17h2v2.5h-2zM12 4c3 0 5 1.8 5 4.3 0 2-1.2 3-2.4 3.9-1 .8-1.6 1.3-1.6 2.800h-2c0-2.4 1.2-3.4 2.3-4.3.9-.7 1.7-1.3 1.7-2.400C15 6.9 13.8 6 12 6S9 7 9 8.600H7C7 5.9 9 4 12 4z",
  left: "M15 4l2 2-6 6 6 6-2 2-8-8z",
  right: "M9 4L7 6l6 6-6 6 2 2 8-8z",
  search: "M10 3a7 7 0 1 1-4.4 12.400A7 7 0 0 1 10 3zm0 2a5 5 0 1 0 0 10 5 5 0 0 0 0-10zm5.3 9L21 19.7 19.7 21 14 15.300z",
  theme: "M12 3a9 9 0 1 0 0 18zM12 3a9 9 0 0 1 0 18v-2a7 7 0 0 0 0-14z",
};

/**
 * @param {keyof typeof SHAPES} name
 * @returns {SVGElement} a small drawing that screen readers pass over
 */
export function icon(name) {
  const ns = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(ns, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(ns, "path");
  path.setAttribute("d", SHAPES[name]);
  svg.append(path);
  return svg;
}

/**
 * A panel over the page that Escape, its cross and a click beside it close; focus returns to where it was.
 * @param {string} label
 * @param {Child[]} children
 * @param {{kind?: string, onclose?: () => void, close: string}} options
 * @returns {HTMLDialogElement}
 */
export function panel(label, children, { kind = "", onclose, close }) {
  const back = /** @type {HTMLElement | null} */ (document.activeElement);
  const cross = h("button", { type: "button", class: "cross", "aria-label": close }, icon("dismiss"));
  const dialog = h("dialog", { class: `panel ${kind}`, "aria-label": label }, h("div", { class: "sheet" }, cross, children));
  cross.addEventListener("click", () => dialog.close());
  dialog.addEventListener("click", (/** @type {Event} */ event) => event.target === dialog && dialog.close());
  dialog.addEventListener("close", () => {
    dialog.remove();
    onclose?.();
    if (back?.isConnected) back.focus();
  });
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
}
