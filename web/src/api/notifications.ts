// What somebody was told, how they want to be told, and which of their devices take push, as the server gives it.

export type Kind = 'exception' | 'approval' | 'lead' | 'reply' | 'task' | 'late' | 'report' | 'word';

export interface NotificationView {
  id: string;
  kind: Kind;
  urgent: boolean;
  title: string;
  text: string;
  /** The record it leads to. */
  subject: string | null;
  /** How often it happened before it was seen. */
  count: number;
  state: 'new' | 'seen' | 'over';
  made_at: string;
  seen_at: string | null;
}

export interface NotificationCount {
  unseen: number;
  urgent: number;
}

export interface Rules {
  push: 'all' | 'urgent' | 'never';
  mail: 'each' | 'digest' | 'never';
  urgent_mail: boolean;
  urgent_sms: boolean;
  /** `08:00`, on one's own clock. */
  digest_at: string;
  quiet: { from: string; to: string } | null;
  urgent_in_quiet: boolean;
  without: Kind[];
}

export interface RulesView {
  rules: Rules;
  push_key: string | null;
  mail_works: boolean;
  /** There is a connection that carries SMS. */
  sms: boolean;
}

export interface Device {
  id: string;
  name: string;
  service: string;
  added_at: string;
  used_at: string | null;
  trouble: string | null;
}

export interface House {
  rv: number;
  hand_on_minutes: number;
  counting: 'open_hours' | 'always';
  push_services: string[];
  /** Told when less than so many percent of the usual mail left over a business day. */
  least_percent: number;
}

/** "12 × A mail came back". */
export function heading({ title, count }: Pick<NotificationView, 'title' | 'count'>): string {
  return count > 1 ? `${count.toLocaleString()} × ${title}` : title;
}
