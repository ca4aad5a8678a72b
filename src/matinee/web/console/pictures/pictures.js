// An item's pictures with what each did for which taste; approve, pin, retire; members side by side; what pictures add.

import { ask, at, button, doing, element, keep, mark } from "./ask.js";

let item = "";
const percent = (value) => `${(100 * value).toFixed(1)} %`;
const amount = (value) => value.toFixed(3);
const between = (one) => one.low === null ? "" : ` (${amount(one.low)} to ${amount(one.high)})`;
const did = (one) => one.reward === null ? "never shown"
  : `${one.impressions} shown, reward ${amount(one.reward)}${between(one)}`;

function tastes(picture) {
  const rows = picture.tastes.map(one => element("tr", {}, element("th", { scope: "row" }, one.taste || "no taste known"),
    element("td", {}, String(one.impressions)), element("td", {}, one.reward === null ? "" : amount(one.reward) + between(one))));
  return element("div", { class: "wide", tabindex: "0", role: "region", "aria-label": `By taste: ${picture.artwork}` },
    element("table", {}, element("thead", {}, element("tr", {}, ...["Taste", "Shown", "Reward (95 %)"]
      .map(name => element("th", { scope: "col" }, name)))), element("tbody", {}, ...rows)));
}

function card(picture) {
  const act = (action) => button(`${action[0].toUpperCase()}${action.slice(1)}`, async () => {
    await ask(`/v1/items/${encodeURIComponent(item)}/artwork/${encodeURIComponent(picture.artwork)}/${action}`, "POST");
    await show(item);
  });
  const actions = [picture.approved ? "retire" : "approve", picture.pinned ? "unpin" : "pin"].map(act);
  const state = [picture.approved ? "approved" : "retired", picture.pinned ? "pinned" : ""].filter(Boolean).join(", ");
  const made = element("article", { "data-artwork": picture.artwork, "data-approved": String(picture.approved) },
    element("img", { src: picture.url, alt: `Shows ${picture.shows.join(", ") || "nothing that is told"}`, loading: "lazy" }),
    element("h3", {}, picture.artwork), element("p", { class: "meta" }, `${state}; shows ${picture.shows.join(", ")}`),
    element("p", {}, did(picture)), element("p", { class: "meta" }, `${percent(picture.explored_share)} of it to explore`));
  if (picture.learned.above !== null) {
    const { above, low, high } = picture.learned;
    made.append(element("p", { class: "meta" },
      `for everybody ${above >= 0 ? "+" : ""}${above.toFixed(2)} logits (${low.toFixed(2)} to ${high.toFixed(2)})`));
  }
  if (picture.tastes.length) made.append(tastes(picture));
  made.append(element("div", { class: "acts" }, ...actions));
  return made;
}

async function show(id) {
  const found = await ask(`/v1/items/${encodeURIComponent(id)}/artwork`);
  item = found.item;
  at("about").textContent = `${found.title}: ${found.impressions} shown, ${percent(found.explored_share)} of them to explore `
    + `(the setting allows ${percent(found.exploration)}).`;
  at("pictures").replaceChildren(...found.pictures.map(card));
}

at("ask").addEventListener("submit", (event) => {
  event.preventDefault();
  doing(async () => {
    const words = new FormData(event.target).get("item").trim();
    const found = (await ask(`/v1/search?q=${encodeURIComponent(words)}&limit=8`)).items;
    at("found").replaceChildren(...found.map(one => element("li", {}, button(one.title, () => show(one.item)))));
    await show(found.length ? found[0].item : words);
  });
});

at("members").addEventListener("submit", (event) => {
  event.preventDefault();
  doing(async () => {
    if (!item) throw new Error("Show an item first.");
    const names = new FormData(event.target).get("members").split(",").map(name => name.trim()).filter(Boolean);
    const cards = [];
    for (const name of names) {
      const one = await ask(`/v1/items/${encodeURIComponent(item)}/artwork/for/${encodeURIComponent(name)}`);
      cards.push(element("article", { "data-member": name, "data-artwork": one.artwork }, element("h3", {}, name),
        element("img", { src: one.url, alt: `${one.artwork} for ${name}` }), element("p", {}, one.why)));
    }
    at("side").replaceChildren(...cards);
  });
});

at("effects").addEventListener("click", () => doing(async () => {
  const found = await ask("/v1/artwork/effects");
  if (found.refused) { at("effect").textContent = `Nothing is said: ${found.refused}.`; return; }
  const whole = found.over_default;
  at("effect").textContent = `Choosing pictures adds ${amount(whole.effect)} to the reward of an impression over the `
    + `defaults (${amount(whole.low)} to ${amount(whole.high)}), from ${whole.n} impressions.`;
  at("properties").hidden = !found.properties.length;
  at("properties").tBodies[0].replaceChildren(...found.properties.map(one => element("tr", {},
    element("th", { scope: "row" }, one.name), element("td", {}, one.with), element("td", {}, amount(one.effect)),
    element("td", {}, `${amount(one.low)} to ${amount(one.high)}`), element("td", {}, String(one.n)))));
}));

at("key").addEventListener("submit", (event) => {
  event.preventDefault();
  keep(new FormData(event.target).get("key"));
  at("key").hidden = true;
});

doing(mark);
const wanted = new URLSearchParams(location.search).get("item");
if (wanted) doing(() => show(wanted));
