"use strict";
// The desk without a page: pure functions of the compiled desk (plain data) and of the answers. It does what checker/desk does (layers, course, answering, log), on the same boxes, and
// tests/test_site_desk.py holds the two to be equal. A state has, for each fact, a bit mask of the values that it may still have; a fact that it does not name may have any.
const Engine = (() => {
  // --- one policy (checker/desk/layers.py)

  const met = (box, masks) => {
    const common = masks.map((mask, index) => box[index] & mask);
    return common.every(mask => mask !== 0) ? common : null;
  };
  const contains = (box, masks) => masks.every((mask, index) => (mask & ~box[index]) === 0);
  // The first box that contains the state, which is the one that rests on fewest facts.
  const within = (boxes, masks) => boxes.find(box => contains(box, masks)) || null;
  const has = (object, key) => Object.prototype.hasOwnProperty.call(object, key);
  const known = (state, fact, otherwise) => has(state, fact) ? state[fact] : otherwise;
  const full = (desk, fact) => 2 ** desk.facts[fact].words.length - 1;

  // What the policy takes for granted stands whatever the state says.
  const masksOf = (desk, layer, state) =>
    layer.facts.map(fact => has(layer.assumes, fact) ? layer.assumes[fact] : known(state, fact, full(desk, fact)));

  const possible = (desk, layer, state) => {
    const masks = masksOf(desk, layer, state);
    return Object.keys(layer.results).filter(word => layer.results[word].some(box => met(box, masks)));
  };

  // The facts that can still change the result: none exactly if one result is left.
  const deciding = (desk, layer, state) => {
    const masks = masksOf(desk, layer, state);
    const found = new Set();
    for (const boxes of Object.values(layer.results)) {
      const inside = boxes.map(box => met(box, masks)).filter(Boolean);
      for (const box of inside) {
        const lies = other => other.some((mask, index) => mask !== box[index]) && contains(other, box);
        if (!inside.some(lies)) layer.facts.forEach((fact, index) => { if (box[index] !== masks[index]) found.add(fact); });
      }
    }
    return found;
  };

  const outcome = (rule, masks) => Object.keys(rule.outcomes).find(word => within(rule.outcomes[word], masks)) || "open";

  // --- the questions (checker/desk/course.py)

  const questionOf = (desk, id) => desk.questions.find(question => question.id === id);
  const isKnown = (desk, given) => !(given.chosen.length === 1 && given.chosen[0] === desk.dont_know);

  const said = (question, chosen) => {
    const found = {};
    for (const option of question.options) Object.assign(found, chosen.includes(option.id) ? option.sets : option.else);
    if (question.many) Object.assign(found, chosen.length ? question.any : question.none);
    return found;
  };

  const enter = (state, found) => {
    for (const fact of Object.keys(found)) state[fact] = (known(state, fact, found[fact]) & found[fact]) || found[fact];
  };

  const stateOf = (desk, answers) => {
    const state = {...desk.assumes};
    for (const given of answers) if (isKnown(desk, given)) enter(state, said(questionOf(desk, given.question), given.chosen));
    return state;
  };

  // The options of a question that what is known does not rule out.
  const optionsOf = (question, state) =>
    question.options.filter(option => Object.keys(option.sets).every(fact => (known(state, fact, option.sets[fact]) & option.sets[fact]) !== 0));

  const turnedOn = question =>
    [...Object.keys(question.any), ...Object.keys(question.none), ...question.options.flatMap(option => [...Object.keys(option.sets), ...Object.keys(option.else)])];

  // Weighs questions with different numbers of answers alike, in whole numbers (the least common multiple of 1 to 10).
  const SHARE = 2520;

  // How many results a question rules out, on average over its answers, in parts of SHARE.
  const settled = (desk, question, state, layers) => {
    const count = reached => layers.reduce((sum, layer) => sum + possible(desk, layer, reached).length, 0);
    const answers = [...(question.many ? [[]] : []), ...optionsOf(question, state).map(option => [option.id])];
    let after = 0;
    for (const chosen of answers) {
      const entered = {...state};
      enter(entered, said(question, chosen));
      after += count(entered);
    }
    return Math.floor((count(state) * answers.length - after) * SHARE / answers.length);
  };

  // The next question, or null where none can change a result any more or enough were asked.
  const next = (desk, answers, layers) => {
    if (answers.length >= desk.most) return null;
    const state = stateOf(desk, answers);
    const open = new Set(layers.flatMap(layer => [...deciding(desk, layer, state)]));
    const done = new Set(answers.map(given => given.question));
    const waiting = desk.questions.filter(question =>
      !done.has(question.id) && turnedOn(question).some(fact => open.has(fact)) && optionsOf(question, state).length > (question.many ? 0 : 1));
    const opening = waiting.find(question => desk.opens.includes(question.id));
    if (opening) return opening;
    let best = null, most = null;
    for (const question of waiting) {
      const weight = [desk.closes.includes(question.id) ? 0 : 1, settled(desk, question, state, layers)];
      if (best === null || weight[0] > most[0] || (weight[0] === most[0] && weight[1] > most[1])) [best, most] = [question, weight];
    }
    return best;
  };

  // --- what a policy answers (checker/desk/answering.py)

  const sentence = (desk, fact, mask) => {
    const entry = desk.facts[fact];
    const words = entry.words.filter((word, index) => mask >> index & 1);
    return words.length === entry.words.length ? entry.says.unknown : words.map(word => entry.says[word]).join(" Or: ");
  };

  const speaking = (desk, layer, state) => {
    const masks = masksOf(desk, layer, state);
    const found = {raises: [], excepted: [], open: []};
    for (const rule of layer.rules) {
      const came = outcome(rule, masks);
      if (!has(found, came) || (came === "open" && !rule.outcomes.raises.some(box => met(box, masks)))) continue;
      const box = within(rule.outcomes.raises, masks) || within(rule.outcomes.excepted, masks);
      const because = [];
      if (box) {
        layer.facts.forEach((fact, index) => {
          if (box[index] !== full(desk, fact) && !has(layer.assumes, fact) && !has(desk.assumes, fact)) because.push(sentence(desk, fact, masks[index]));
        });
      }
      found[came].push({
        rule: rule.id, title: rule.title, cites: rule.cites, advice: rule.advice, outcome: came, because,
        for_editors: rule.for_editors, law: rule.law,
      });
    }
    return [...found.raises, ...found.excepted, ...found.open];
  };

  // The state once these changes are made; where no answer to a question with many answers holds any longer, what follows from that is so.
  const changed = (desk, state, changes) => {
    const after = {...state};
    for (const change of changes) after[change.fact] = change.leaves;
    for (const question of desk.questions) {
      const gone = option => Object.keys(option.else).every(fact => has(after, fact) && (after[fact] & ~option.else[fact]) === 0);
      if (question.many && question.options.every(gone)) Object.assign(after, question.none);
    }
    return after;
  };

  // The fewest changes that lead to the mildest result that changes can reach, and that result.
  const mending = (desk, layer, state) => {
    const order = Object.keys(desk.results);
    const before = possible(desk, layer, state);
    let chosen = desk.changes.filter(change => (known(state, change.fact, change.mends) & change.mends) !== 0);
    const after = possible(desk, layer, changed(desk, state, chosen));
    if (after.length !== 1 || order.indexOf(after[0]) <= order.indexOf(before[0])) return {changes: [], after: ""};
    for (const change of [...chosen]) {
      const fewer = chosen.filter(other => other !== change);
      const reached = possible(desk, layer, changed(desk, state, fewer));
      if (reached.length === 1 && reached[0] === after[0]) chosen = fewer;
    }
    return {changes: chosen.map(change => change.id), after: after[0]};
  };

  const answer = (desk, layer, state) => {
    const left = possible(desk, layer, state);
    const open = deciding(desk, layer, state);
    const facts = layer.facts.filter(fact => open.has(fact));
    const judgements = facts.filter(fact => desk.facts[fact].judgement);
    const result = left.length === 1 ? left[0] : judgements.length === facts.length ? "refer_up" : "not_enough_facts";
    const {changes, after} = mending(desk, layer, state);
    const masks = masksOf(desk, layer, state);
    let signing = layer.rules.filter(rule => rule.sign_off && outcome(rule, masks) === "raises").map(rule => rule.sign_off);
    const rules = speaking(desk, layer, state);
    if (result === "refer_up" && !signing.length) {
      const may = rules.filter(rule => rule.outcome === "open").map(rule => rule.rule);
      signing = layer.rules.filter(rule => may.includes(rule.id) && rule.sign_off).map(rule => rule.sign_off);
      if (!signing.length) signing = [desk.senior];
    } else if (!signing.length && rules.some(rule => rule.outcome === "excepted")) {
      signing = [desk.senior]; // an exception rests on somebody's judgement, who answers for it by name
    }
    return {
      policy: layer.id, result, possible: left, rules, changes, after,
      find_out: [...new Set(facts.filter(fact => !judgements.includes(fact)).map(fact => desk.facts[fact].asks))],
      judgements: [...new Set(judgements.map(fact => desk.facts[fact].asks))],
      sign_off: [...new Set(signing)],
    };
  };

  // --- the paragraph for the log (checker/desk/log.py)

  const answered = (desk, given) => {
    const question = questionOf(desk, given.question);
    if (!isKnown(desk, given)) return question.log + ": not known";
    const says = question.options.filter(option => given.chosen.includes(option.id)).map(option => option.says);
    return question.log + ": " + (says.join("; ") || question.none_says);
  };

  const paragraph = (desk, answers, found) => {
    const layer = desk.layers.find(one => one.id === found.policy);
    const named = word => desk.results[word].says.toLowerCase();
    const says = [`Desk check under "${layer.title}": ${named(found.result)}.`];
    if (found.possible.length > 1) says.push(`Still possible: ${found.possible.map(named).join("; ")}.`);
    for (const rule of found.rules) {
      if (rule.outcome === "raises") says.push(`${rule.title} (${rule.cites[0]}).`);
      else if (rule.outcome === "excepted") says.push(`${rule.title} (${rule.cites[0]}): an exception is taken to hold.`);
    }
    says.push(answers.length ? `Answers given. ${answers.map(given => answered(desk, given)).join(". ")}.` : "No answers were given.");
    if (found.changes.length) says.push(`To be done first: ${found.changes.map(id => desk.changes.find(change => change.id === id).do).join(" ")}`);
    if (found.find_out.length) says.push(`To find out: ${found.find_out.join(" ")}`);
    if (found.judgements.length) says.push(`For a named person to judge: ${found.judgements.join(" ")}`);
    if (found.sign_off.length) says.push(`To agree: ${found.sign_off.join("; ")}: ${desk.blank}.`);
    says.push(`Item: ${desk.blank}. Checked by: ${desk.blank}. Date: ${desk.blank}.`);
    says.push(`(ihl-checker, policies ${desk.digest.slice(0, 12)}; a check of recorded answers, not a finding on anybody's conduct.)`);
    return says.join(" ");
  };

  return {possible, deciding, stateOf, optionsOf, said, next, answer, answered, paragraph, isKnown};
})();
