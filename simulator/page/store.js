// What the page knows: who is looking, which chat is open, its messages, and what is unread.

import * as api from "./api.js";

const ACTION_S = 5;
const ANSWER_S = 15;

export const state = {
  bot: null,
  people: [],
  personId: null,
  chatId: null,
  chat: null, // details of the open chat
  messages: [],
  action: null, // what the bot is doing in the open chat
  connected: true,
  unread: new Map(), // "person:chat" → count
  pending: new Map(), // callback query id → {messageId, data}
  replyTo: null,
  editing: null,
  albumSize: 10,
};

const listeners = new Set();
const answerListeners = new Set();
const answeredEarly = new Set();
let actionTimer = 0;
let loads = 0;
let loading = 0; // number of the load under way
let missed = false; // something happened in the open chat while it was being loaded

export const onChange = (listener) => listeners.add(listener);
export const onAnswer = (listener) => answerListeners.add(listener);

function changed(what) {
  for (const listener of listeners) listener(what);
}

export const person = () => state.people.find((one) => one.id === state.personId);
export const chatSummary = (chatId = state.chatId) =>
  person()?.chats.find((one) => one.id === chatId);
export const isBotChat = (chat) => chat?.type === "private";

/** The name of the bot in the language of who is looking. */
export function botName() {
  const language = (person()?.language_code || "").split("-")[0];
  return state.bot.names[language] || state.bot.names[""] || state.bot.first_name;
}

export const chatTitle = (chat) => (isBotChat(chat) ? botName() : chat.title);
export const chatAvatarId = (chat) => (isBotChat(chat) ? state.bot.id : chat.id);

export async function start() {
  const world = await loadWorld();
  const [personId, chatId] = location.hash.slice(1).split("/").map(Number);
  const known = state.people.some((one) => one.id === personId);
  state.personId = known ? personId : (state.people[0]?.id ?? null);
  await openChat(known && chatSummary(chatId) ? chatId : state.personId, {
    keepList: known && !chatId,
  });
  api.follow(world.after, onEvent, (connected) => {
    if (state.connected !== connected) {
      state.connected = connected;
      changed("header");
    }
  });
}

async function loadWorld() {
  const world = await api.getState();
  Object.assign(state, { bot: world.bot, people: world.people, albumSize: world.album_size });
  return world;
}

export async function openPerson(personId) {
  if (!state.people.some((one) => one.id === personId)) await loadWorld();
  state.personId = personId;
  await openChat(personId);
}

export async function openChat(chatId, { keepList = false } = {}) {
  if (state.personId === null) return;
  Object.assign(state, {
    chatId: keepList ? null : chatId,
    replyTo: null,
    editing: null,
    action: null,
  });
  state.chat = null;
  state.messages = [];
  if (keepList) {
    remember();
    changed("all");
    return;
  }
  await loadChat();
  state.unread.delete(unreadKey(state.personId, chatId));
  remember();
  changed("all");
}

export function closeChat() {
  Object.assign(state, { chatId: null, chat: null, messages: [] });
  remember();
  changed("all");
}

async function loadChat() {
  const { personId, chatId } = state;
  const mine = (loading = ++loads);
  let chat;
  do {
    missed = false;
    chat = await api.getChat(personId, chatId);
    if (mine !== loading) return; // another one was opened meanwhile
  } while (missed);
  loading = 0;
  state.messages = chat.messages;
  state.chat = chat;
}

function remember() {
  const hash = state.chatId === null ? `#${state.personId}` : `#${state.personId}/${state.chatId}`;
  history.replaceState(null, "", hash);
}

const unreadKey = (personId, chatId) => `${personId}:${chatId}`;
export const unreadOf = (personId, chatId) => state.unread.get(unreadKey(personId, chatId)) || 0;
export const unreadOfPerson = (one) =>
  one.chats.reduce((sum, chat) => sum + unreadOf(one.id, chat.id), 0);

export function setReply(message) {
  state.editing = null;
  state.replyTo = message;
  changed("composer");
}
export function setEditing(message) {
  state.replyTo = null;
  state.editing = message;
  changed("composer");
}

/** Note a pressed button, which waits for the bot's answer, but not for ever. */
export async function press(message, data) {
  const { query_id: queryId } = await api.press(
    state.personId,
    state.chatId,
    message.message_id,
    data,
  );
  if (answeredEarly.delete(queryId)) return;
  state.pending.set(queryId, { messageId: message.message_id, data });
  changed("messages");
  setTimeout(() => {
    if (state.pending.delete(queryId)) changed("messages");
  }, ANSWER_S * 1000);
}

export const isPending = (messageId, data) =>
  [...state.pending.values()].some((one) => one.messageId === messageId && one.data === data);

async function onEvent(event) {
  const here = event.chat_id === state.chatId;
  if (here && loading) missed = true;
  switch (event.kind) {
    case "reset":
      await loadWorld();
      if (!state.people.some((one) => one.id === state.personId))
        state.personId = state.people[0]?.id ?? null;
      if (!chatSummary()) state.chatId = state.personId;
      await loadChat();
      changed("all");
      break;
    case "people":
    case "commands":
      await loadWorld();
      if (state.chatId !== null) await loadChat();
      changed("all");
      break;
    case "message":
      onMessage(event, here);
      break;
    case "edited":
      onEdited(event, here);
      break;
    case "deleted":
      if (here) {
        const gone = new Set(event.message_ids);
        state.messages = state.messages.filter((one) => !gone.has(one.message_id));
        if (gone.has(state.replyTo?.message_id)) state.replyTo = null;
        changed("messages");
      }
      break;
    case "keyboard":
      if (here) {
        state.chat.keyboard = event.keyboard;
        changed("composer");
      }
      break;
    case "action":
      if (here) showAction(event.action);
      break;
    case "answer":
      if (!state.pending.delete(event.query_id)) answeredEarly.add(event.query_id);
      changed("messages");
      if (event.person_id === state.personId && event.text)
        for (const listener of answerListeners) listener(event);
      break;
  }
}

function onMessage(event, here) {
  const { message } = event;
  const own = message.from?.id;
  for (const one of state.people) {
    const chat = one.chats.find((candidate) => candidate.id === event.chat_id);
    if (!chat) continue;
    chat.last = message;
    const watching = here && one.id === state.personId && !document.hidden;
    if (!watching && own !== one.id && !message.new_chat_members) {
      const key = unreadKey(one.id, event.chat_id);
      state.unread.set(key, (state.unread.get(key) || 0) + 1);
    }
  }
  if (here && state.chat) {
    if (state.messages.some((one) => one.message_id === message.message_id)) return; // loaded meanwhile
    state.messages.push(message);
    state.chat.open = true;
    if (message.from?.is_bot) showAction(null);
    changed("message");
  }
  changed("sidebar");
}

function onEdited(event, here) {
  for (const one of state.people) {
    const chat = one.chats.find((candidate) => candidate.id === event.chat_id);
    if (chat?.last?.message_id === event.message.message_id) chat.last = event.message;
  }
  if (here) {
    const index = state.messages.findIndex((one) => one.message_id === event.message.message_id);
    if (index >= 0) state.messages[index] = event.message;
    changed("messages");
  }
  changed("sidebar");
}

function showAction(action) {
  clearTimeout(actionTimer);
  if (action)
    actionTimer = setTimeout(() => {
      state.action = null;
      changed("header");
    }, ACTION_S * 1000);
  if (state.action !== action) {
    state.action = action;
    changed("header");
  }
}

document.addEventListener("visibilitychange", () => {
  if (!document.hidden && state.unread.delete(unreadKey(state.personId, state.chatId)))
    changed("sidebar");
});
