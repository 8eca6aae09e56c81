"use strict";
// The page of the desk: shows questions and answers, and knows nothing of policies; Engine decides. What is typed or chosen stays in these variables until the page is closed.
(() => {
  const desk = JSON.parse(document.getElementById("data").textContent);
  const at = id => document.getElementById(id);
  let answers = [], policy = desk.measure, wide = false, stopped = false;

  // An element with properties and children; texts are only ever set as texts.
  const el = (name, properties, ...children) => {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(properties || {})) {
      if (value === null) continue;
      if (key === "click") made.addEventListener("click", value);
      else if (key === "class") made.className = value;
      else if (value === true) made.setAttribute(key, "");
      else if (value !== false) made.setAttribute(key, value);
    }
    made.append(...children.flat().filter(child => child !== null && child !== ""));
    return made;
  };
  const button = (text, click, properties) => el("button", {type: "button", click, ...properties}, text);
  const list = (name, texts, properties) => el(name, properties, texts.map(text => el("li", {}, text)));
  const part = (title, ...children) => el("section", {}, el("h3", {}, title), ...children);
  const web = url => /^https?:\/\//.test(url || "");
  const source = authority => web(authority.url) ? el("a", {href: authority.url, rel: "noreferrer noopener"}, authority.cites) : authority.cites;
  const named = word => desk.results[word].says;
  const chosen = () => desk.layers.find(layer => layer.id === policy);
  const asking = () => wide ? desk.layers : [chosen()];
  const lower = text => text.toLowerCase();

  const draw = (moved = true) => {
    const layer = chosen();
    const question = stopped ? null : Engine.next(desk, answers, asking());
    const step = question ? asked(question) : answeredBy(layer);
    at("step").replaceChildren(step);
    at("about").hidden = answers.length > 0 || !question;
    at("policy").value = policy;
    at("policy-says").replaceChildren(...about(layer));
    const heading = step.querySelector("h2");
    at("live").textContent = question ? `Question ${answers.length + 1}, at most ${desk.most}. ${left(layer)}` : `Result: ${heading.textContent}.`;
    if (moved) {
      heading.focus({preventScroll: true});
      window.scrollTo(0, Math.max(0, step.getBoundingClientRect().top + window.scrollY - 16));
    }
  };

  const about = layer => [
    el("p", {}, layer.holds), el("p", {}, layer.binds), el("p", {class: "small"}, `What it does not see: ${layer.limits}`),
    el("ul", {class: "plain small"}, layer.authority.map(one => el("li", {}, source(one), ": ", one.gist))),
  ];

  const left = layer => {
    const words = Engine.possible(desk, layer, Engine.stateOf(desk, answers));
    return words.length === 1 ? `Settled: ${lower(named(words[0]))}.` : `Still possible: ${words.map(word => lower(named(word))).join("; ")}.`;
  };

  // --- a question

  const give = (question, picked) => {
    answers.push({question: question.id, chosen: picked});
    draw();
  };

  const back = to => {
    answers = answers.slice(0, to);
    stopped = false;
    draw();
  };

  const asked = question => {
    const options = Engine.optionsOf(question, Engine.stateOf(desk, answers));
    const boxes = [];
    const body = question.many
      ? [
        el("ul", {class: "options"}, options.map((option, index) => {
          const box = el("input", {type: "checkbox", id: `o${index}`, value: option.id});
          boxes.push(box);
          return el("li", {}, el("label", {for: `o${index}`, class: "tick"}, box, el("span", {}, option.says)));
        })),
        el("div", {class: "row"},
          button("Go on with what is ticked", () => {
            const picked = boxes.filter(box => box.checked).map(box => box.value);
            if (picked.length) give(question, picked);
            else at("none-ticked").textContent = "Nothing is ticked. Tick what holds, or choose the answer below.";
          }),
          el("p", {id: "none-ticked", class: "small", role: "status"})),
        el("ul", {class: "options"}, el("li", {}, button(question.none_says, () => give(question, []), {class: "option"}))),
      ]
      : [el("ul", {class: "options"}, options.map(option => el("li", {}, button(option.says, () => give(question, [option.id]), {class: "option"}))))];
    return el("section", {class: "question", "aria-labelledby": "asks"},
      el("p", {class: "kicker"}, `Question ${answers.length + 1}, at most ${desk.most}`),
      el("h2", {id: "asks", tabindex: "-1"}, question.asks),
      el("details", {class: "why"}, el("summary", {}, "Why do you ask?"), el("p", {}, question.why)),
      question.many ? el("p", {class: "small"}, "Tick everything that holds.") : null,
      el("div", {role: "group", "aria-labelledby": "asks"}, ...body,
        el("ul", {class: "options"}, el("li", {}, button("I don't know", () => give(question, [desk.dont_know]), {class: "option unsure"})))),
      el("p", {class: "small left"}, left(chosen())),
      el("div", {class: "row"},
        answers.length ? button("Back", () => back(answers.length - 1), {class: "quiet"}) : null,
        answers.length ? button("Show the answer so far", () => { stopped = true; draw(); }, {class: "quiet"}) : null,
        answers.length ? button("Start again", () => { wide = false; back(0); }, {class: "quiet"}) : null),
      answers.length ? given() : null);
  };

  // --- the answer

  const SAYS = {raises: "Raised", excepted: "An exception is taken to hold", open: "May yet be raised"};

  const reason = rule => el("li", {class: `reason ${rule.outcome}`},
    el("p", {}, el("b", {}, desk.places[rule.rule] ? el("a", {href: desk.places[rule.rule]}, rule.title) : rule.title), " ", el("span", {class: "on"}, `${SAYS[rule.outcome]} · ${rule.cites[0]}`)),
    rule.because.length ? list("ul", rule.because, {class: "parts"}) : null,
    rule.outcome === "raises" ? el("p", {class: "small"}, rule.for_editors) : null);

  const answeredBy = layer => {
    const state = Engine.stateOf(desk, answers);
    const found = Engine.answer(desk, layer, state);
    const result = desk.results[found.result];
    const open = found.rules.filter(rule => rule.outcome === "open"), sure = found.rules.filter(rule => rule.outcome !== "open");
    const log = Engine.paragraph(desk, answers, found);
    const more = !wide && Engine.next(desk, answers, desk.layers) !== null;
    return el("div", {class: "sheet"},
      el("section", {class: `result ${found.result}`, "aria-labelledby": "result"},
        el("p", {class: "kicker"}, layer.title),
        el("h2", {id: "result", tabindex: "-1"}, result.says),
        el("p", {class: "lead"}, result.means),
        found.possible.length > 1 ? el("p", {}, left(layer)) : null,
        found.possible.length > 1 && !found.possible.includes("no_concern") ? el("p", {}, "Whatever is found out, it is not for use as it stands.") : null,
        el("p", {class: "next"}, result.next)),
      sure.length ? part("Why", el("ul", {class: "reasons"}, sure.map(reason)),
        sure.some(rule => rule.law && rule.outcome === "raises") ? el("p", {class: "small"}, "The provisions bind the captor, not a newsroom: this is what the captor would answer for, had it released the item.") : null) : null,
      found.changes.length ? part("What to change", el("ol", {class: "changes"}, found.changes.map(id => desk.changes.find(change => change.id === id)).map(change =>
        el("li", {}, el("b", {}, change.do), el("span", {class: "small"}, ` ${change.check}`)))),
      el("p", {}, `After that: ${lower(named(found.after))}.`)) : null,
      found.find_out.length ? part("To find out", list("ul", found.find_out, {class: "bullets"})) : null,
      found.judgements.length ? part("For a named person to judge", list("ul", found.judgements, {class: "bullets"})) : null,
      open.length ? part("What could still be raised", el("ul", {class: "reasons"}, open.map(reason))) : null,
      found.sign_off.length ? part("Who must agree", list("ul", found.sign_off, {class: "bullets"})) : null,
      found.result === "do_not_use" ? null : part("Keep in mind", list("ul", desk.reminders, {class: "bullets"})),
      compared(state, more),
      el("section", {class: "log", "aria-labelledby": "h-log"},
        el("h2", {id: "h-log"}, "For the decision log"),
        el("p", {id: "log"}, log),
        el("div", {class: "row screen"}, button("Copy", copy), button("Print the sheet", () => window.print(), {class: "quiet"}), el("p", {id: "copied", class: "small", role: "status"})),
        el("dl", {class: "signed"}, ["Item", "Checked by", "Agreed by", "Date"].map(word => el("div", {}, el("dt", {}, word), el("dd", {}))))),
      given(),
      el("div", {class: "row screen"},
        answers.length ? button("Back", () => back(stopped ? answers.length : answers.length - 1), {class: "quiet"}) : null,
        button("Check another item", () => { wide = false; back(0); })));
  };

  // The policies by what they come to, the gravest first: where they agree, and where one is stricter than the measure chosen.
  const compared = (state, more) => {
    const order = Object.keys(desk.results);
    const rows = desk.layers.map(layer => ({layer, found: Engine.answer(desk, layer, state)}));
    const own = rows.find(row => row.layer.id === policy).found;
    rows.sort((one, other) => order.indexOf(one.found.result) - order.indexOf(other.found.result));
    const settled = found => found.possible.length === 1 ? order.indexOf(found.possible[0]) : -1;
    const beside = found => {
      if (found.policy === policy) return "your measure";
      const [mine, theirs] = [settled(own), settled(found)];
      return mine < 0 || theirs < 0 ? "" : mine === theirs ? "agrees" : theirs < mine ? "stricter" : "less strict";
    };
    const counted = order.map(word => [word, rows.filter(row => row.found.result === word).length]).filter(([, count]) => count);
    const whole = counted.length === 1 ? `All ${rows.length} policies come to the same: ${lower(named(counted[0][0]))}.`
      : `${rows.length} policies differ: ${counted.map(([word, count]) => `${lower(named(word))} (${count})`).join(", ")}.`;
    return el("section", {class: "compared", "aria-labelledby": "h-compared"},
      el("h2", {id: "h-compared"}, "The same item under every policy"),
      el("p", {}, el("b", {}, whole), " A policy that is silent gives no leave; each says only as much as its source."),
      more ? el("p", {class: "screen"}, button("Answer what the others still ask", () => { wide = true; stopped = false; draw(); }, {class: "quiet"})) : null,
      el("table", {class: "stack"}, el("caption", {class: "hidden"}, "The result under each policy, beside your measure"),
        el("thead", {}, el("tr", {}, ["Policy", "Result", "Because"].map(word => el("th", {scope: "col"}, word)))),
        el("tbody", {}, rows.map(({layer, found}) => el("tr", {class: layer.id === policy ? "own" : null},
          el("th", {scope: "row"}, layer.title, el("span", {class: "sub"}, [desk.kinds[layer.kind], beside(found)].filter(Boolean).join(" · "))),
          el("td", {"data-label": "Result"}, el("b", {class: `word ${found.result}`}, named(found.result))),
          el("td", {"data-label": "Because"}, el("span", {class: "small"}, because(found))))))));
  };

  const because = found => {
    const raised = found.rules.filter(rule => rule.outcome === "raises").map(rule => rule.title);
    if (raised.length) return raised.join("; ");
    const open = [...found.find_out, ...found.judgements];
    if (open.length) return `Open: ${open[0]}${open.length > 1 ? ` And ${open.length - 1} more.` : ""}`;
    return found.rules.some(rule => rule.outcome === "excepted") ? "An exception is taken to hold" : "No rule of it is raised";
  };

  const given = () => el("section", {class: "given", "aria-labelledby": "h-given"},
    el("h2", {id: "h-given"}, "Your answers"),
    el("ol", {}, answers.map((one, index) => {
      const question = desk.questions.find(other => other.id === one.question);
      const options = question.options.filter(option => one.chosen.includes(option.id));
      const says = Engine.isKnown(desk, one) ? options.map(option => option.says).join("; ") || question.none_says : "Not known";
      return el("li", {}, el("span", {class: "small"}, question.asks), el("b", {}, says),
        options.filter(option => option.note).map(option => el("span", {class: "note"}, option.note)),
        button("Change", () => back(index), {class: "quiet small screen", "aria-label": `Change the answer to: ${question.asks}`}));
    })));

  const copy = async () => {
    const said = at("log");
    try {
      await navigator.clipboard.writeText(said.textContent);
    } catch (error) {
      const range = document.createRange();
      range.selectNodeContents(said);
      getSelection().removeAllRanges();
      getSelection().addRange(range);
      if (!document.execCommand("copy")) {
        at("copied").textContent = "The paragraph is selected. Copy it with the keyboard.";
        return;
      }
    }
    at("copied").textContent = "Copied.";
  };

  at("policy").addEventListener("change", event => {
    policy = event.target.value;
    wide = stopped = false;
    draw(false);
  });
  at("desk").hidden = false;
  draw(false);
})();
