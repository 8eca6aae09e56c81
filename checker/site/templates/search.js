"use strict";
// The list of rules, narrowed to those in whose title or article every word typed occurs. Without this script the list is simply whole.
(() => {
  const plain = text => text.normalize("NFKD").replace(/[\u0300-\u036f]/g, "").toLowerCase();
  const sections = [...document.querySelectorAll("#list section")].map(section => {
    const head = plain(section.querySelector("h2").textContent);
    return {section, items: [...section.querySelectorAll("li")].map(item => ({item, text: head + " " + plain(item.textContent)}))};
  });
  const box = document.getElementById("search");
  const typed = document.getElementById("words");
  const found = document.getElementById("found");
  const all = sections.reduce((sum, one) => sum + one.items.length, 0);
  const narrow = () => {
    const words = plain(typed.value).split(/\s+/).filter(Boolean);
    let count = 0;
    for (const {section, items} of sections) {
      let here = 0;
      for (const {item, text} of items) {
        item.hidden = !words.every(word => /^\d+$/.test(word) ? new RegExp("\\b" + word + "\\b").test(text) : text.includes(word));
        here += item.hidden ? 0 : 1;
      }
      section.hidden = here === 0;
      count += here;
    }
    found.textContent = words.length ? (count === 0 ? "No rule has these words in its title. Try fewer or other words." : count + " of " + all + " rules") : all + " rules";
  };
  typed.addEventListener("input", narrow);
  box.hidden = false;
  narrow();
})();
