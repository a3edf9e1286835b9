// The shapes that leave the house, as the screens use them.

export interface Money {
  minor: number;
  currency: string;
}

/** One hit of the search over all records. */
export interface HitView {
  id: string;
  title: string;
  detail?: string | null;
}

export interface ServiceView {
  id: string;
  name: string;
}
