// The shapes of what came in through a door and of what people agreed to, as capture answers them.

export interface IntakeView {
  id: string;
  rv: number;
  channel: string;
  form: string | null;
  form_version: number | null;
  contact: string;
  state: 'received' | 'parked' | 'dismissed';
  reason: string | null;
  /** Exactly what was sent. */
  raw: {
    answers: Record<string, string>;
    source: Record<string, string>;
    consent: boolean | null;
    consent_version: number;
    consent_purpose: string | null;
    consent_words: string | null;
    language: string | null;
    zone: string | null;
    service: string | null;
  };
  network: string | null;
  user_agent: string | null;
  received_at: string;
  test: boolean;
}

export type Purpose = 'news' | 'follow_up';

export interface ConsentsView {
  contact: string;
  consents: {
    purpose: Purpose;
    given: boolean;
    how: string;
    words: string | null;
    text_version: number | null;
    language: string | null;
    at: string;
  }[];
}
