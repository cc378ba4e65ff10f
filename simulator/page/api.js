// Talks to the local Telegram: one call an action, one stream of events that resumes by itself.

async function ask(path, options) {
  const response = await fetch(path, options);
  if (!response.ok) throw new Error(await response.text());
  return response.json();
}

const post = (path, body) =>
  ask(path, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-Local-Telegram": "1" },
    body: JSON.stringify(body),
  });

const place = (personId, chatId) => `people/${personId}/chats/${chatId}`;

export const getState = () => ask("state");
export const getChat = (personId, chatId) => ask(place(personId, chatId));
export const addPerson = (firstName, languageCode) =>
  post("people", { first_name: firstName, language_code: languageCode });
export const setLanguage = (personId, languageCode) =>
  post(`people/${personId}/language`, { language_code: languageCode });
export const setBlocked = (personId, blocked) => post(`people/${personId}/block`, { blocked });
export const say = (personId, chatId, text, replyTo) =>
  post(`${place(personId, chatId)}/say`, { text, reply_to: replyTo });
export const press = (personId, chatId, messageId, data) =>
  post(`${place(personId, chatId)}/press`, { message_id: messageId, data });
export const pressKey = (personId, chatId, text, point) =>
  post(`${place(personId, chatId)}/key`, { text, ...point });
export const sendLocation = (personId, chatId, point) =>
  post(`${place(personId, chatId)}/location`, point);
export const editMessage = (personId, chatId, messageId, text) =>
  post(`${place(personId, chatId)}/edit`, { message_id: messageId, text });
export const deleteMessage = (personId, chatId, messageId) =>
  post(`${place(personId, chatId)}/delete`, { message_id: messageId });

export function sendFiles(personId, chatId, files, { caption, asFile, replyTo }) {
  const form = new FormData();
  form.append("caption", caption);
  if (asFile) form.append("as_file", "1");
  if (replyTo) form.append("reply_to", replyTo);
  for (const file of files) form.append("files", file, file.name || "photo.png");
  return ask(`${place(personId, chatId)}/media`, {
    method: "POST",
    headers: { "X-Local-Telegram": "1" },
    body: form,
  });
}

export const fileUrl = (fileId) => `files/${encodeURIComponent(fileId)}`;

/** Follow events from `after` on; the browser reconnects and says where it was. */
export function follow(after, onEvent, onConnected) {
  const source = new EventSource(`events?after=${encodeURIComponent(after)}`);
  source.onmessage = (message) => onEvent(JSON.parse(message.data));
  source.onopen = () => onConnected(true);
  source.onerror = () => onConnected(false);
  return source;
}
