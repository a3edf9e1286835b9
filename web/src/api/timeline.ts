// The shape of one fact on a person's timeline, as crm answers it.

export interface EntryView {
  id: string;
  at: string;
  /** The fact, such as `lead.captured`. */
  kind: string;
  by: { kind: string; id: string | null; name: string | null };
  verb: string;
  fields: Record<string, unknown>;
  changed: string[];
  subjects: { id: string; kind: string; title: string | null }[];
  note: string | null;
  message: {
    direction: string;
    channel: string;
    state: string;
    subject: string | null;
    excerpt: string | null;
    /** Papers that went with it, such as `invoice`. */
    papers: string[];
  } | null;
  /** What the automation is called that did it. */
  automation: string | null;
  cause: string | null;
  chain: string;
}
