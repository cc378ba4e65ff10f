// Message text from entities: offsets count UTF-16 code units, just like JavaScript strings do.

import { h } from "./dom.js";
import { t } from "./texts.js";

const TAGS = {
  bold: "strong",
  italic: "em",
  underline: "u",
  strikethrough: "s",
  code: "code",
  pre: "pre",
  blockquote: "blockquote",
  expandable_blockquote: "blockquote",
};

const BLOCKS = new Set(["pre", "blockquote", "expandable_blockquote"]);

/** Turn text and its entities into nodes; `onCommand` gets a tapped command. */
export function richText(text, entities = [], onCommand = () => {}) {
  const sorted = [...entities].sort((a, b) => a.offset - b.offset || b.length - a.length);
  return build(text, 0, text.length, sorted, onCommand);
}

function build(text, from, to, entities, onCommand) {
  const nodes = [];
  let at = from;
  let i = 0;
  while (i < entities.length) {
    const entity = entities[i];
    const start = Math.max(entity.offset, at);
    const end = Math.min(entity.offset + entity.length, to);
    i += 1;
    if (end <= start) continue;
    const inside = [];
    const rest = [];
    for (const other of entities.slice(i)) {
      if (other.offset < end) inside.push(other);
      if (other.offset + other.length > end) rest.push(other);
    }
    const block = BLOCKS.has(entity.type);
    // A block stands on lines of its own: the line breaks around it are not shown once more.
    if (start > at)
      nodes.push(block ? text.slice(at, start).replace(/\n$/, "") : text.slice(at, start));
    nodes.push(
      wrap(
        entity,
        text.slice(entity.offset, end),
        build(text, start, end, inside, onCommand),
        onCommand,
      ),
    );
    at = block && text[end] === "\n" && end < to ? end + 1 : end;
    entities = rest;
    i = 0;
  }
  if (at < to) nodes.push(text.slice(at, to));
  return nodes;
}

function wrap(entity, words, content, onCommand) {
  switch (entity.type) {
    case "text_link":
      return link(entity.url, content);
    case "url":
      return link(/^https?:/i.test(words) ? words : `http://${words}`, content);
    case "email":
    case "mention":
    case "hashtag":
    case "cashtag":
    case "text_mention":
      return h("span", { class: "mention" }, content);
    case "bot_command":
      return h(
        "button",
        { type: "button", class: "command-link", onclick: () => onCommand(words) },
        content,
      );
    case "spoiler": {
      const spoiler = h("span", { class: "spoiler", role: "button", tabindex: 0 }, content);
      const reveal = () => spoiler.classList.add("revealed");
      spoiler.addEventListener("click", reveal);
      spoiler.addEventListener("keydown", (event) => {
        if (event.key === "Enter") reveal();
      });
      return spoiler;
    }
    case "expandable_blockquote": {
      const quote = h(
        "blockquote",
        { class: "expandable", role: "button", tabindex: 0, title: t.expand },
        content,
      );
      const toggle = () => quote.classList.toggle("expanded");
      quote.addEventListener("click", toggle);
      quote.addEventListener("keydown", (event) => {
        if (event.key === "Enter") toggle();
      });
      return quote;
    }
    default:
      return TAGS[entity.type] ? h(TAGS[entity.type], {}, content) : h("span", {}, content);
  }
}

function link(url, content) {
  // Only web addresses: a `javascript:` link must not come to life here.
  if (!/^https?:\/\//i.test(url)) return h("span", { class: "mention" }, content);
  return h("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, content);
}
