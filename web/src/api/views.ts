// The shapes that leave the house, as the screens use them.

export interface Money {
  minor: number;
  currency: string;
}

/** Who is signed in, and the business they work for. */
export interface SessionView {
  user: { id: string; name: string; email: string; role: string };
  business: { name: string; time_zone: string; locale: string; currency: string };
}

export interface SetupView {
  needed: boolean;
}

export interface CountView {
  count: number;
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
