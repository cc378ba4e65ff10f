// Times as a chat shows them.

import { locale, t } from "./texts.js";

const time = new Intl.DateTimeFormat(locale, { hour: "numeric", minute: "2-digit" });
const day = new Intl.DateTimeFormat(locale, { month: "long", day: "numeric", weekday: "long" });
const shortDay = new Intl.DateTimeFormat(locale, { month: "numeric", day: "numeric" });

export const timeOf = (seconds) => time.format(new Date(seconds * 1000));
export const dayKey = (seconds) => new Date(seconds * 1000).toDateString();

export function dayOf(seconds) {
  const today = new Date();
  if (dayKey(seconds) === today.toDateString()) return t.today;
  today.setDate(today.getDate() - 1);
  return dayKey(seconds) === today.toDateString()
    ? t.yesterday
    : day.format(new Date(seconds * 1000));
}

/** Time for today, otherwise the date. */
export function stampOf(seconds) {
  return dayKey(seconds) === new Date().toDateString()
    ? timeOf(seconds)
    : shortDay.format(new Date(seconds * 1000));
}
