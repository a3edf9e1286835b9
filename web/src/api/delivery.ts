// The shapes of the work, as delivery answers them, and how a file is brought.
import type { Address } from './crm';
import type { BriefSource } from './sales';
import type { components } from './schema';
import { BASE } from './http';
import { problemOf, unreachable } from './problem';
import { touched } from './query';
import type { Money } from './views';

export type ProjectState = 'open' | 'done' | 'cancelled';
export type MilestoneState = 'open' | 'delivered' | 'disputed' | 'accepted' | 'waived' | 'cancelled';

export interface ProjectLine {
  id: string;
  rv: number;
  number: string;
  agreement: string | null;
  agreement_number: string | null;
  deal: string | null;
  contact: string;
  contact_name: string | null;
  service: string | null;
  title: string;
  state: ProjectState;
  reason: string | null;
  owner: string | null;
  owner_name: string | null;
  opened_at: string;
  ended_at: string | null;
  /** When it should be finished, while nothing is left to deliver. */
  due_at: string | null;
  /** Net. */
  sums: { value: Money; accepted: Money; invoiced: Money };
  milestones: number;
  accepted: number;
  next: { id: string; title: string; state: MilestoneState; due_on: string; due_at: string | null } | null;
  /** Required points of the brief without an answer. */
  brief_missing: number;
  test: boolean;
}

export interface ProjectView extends ProjectLine {
  steps: MilestoneView[];
  brief: Point[];
  handoff: Handoff;
  files: ProjectFile[];
  /** Whom its milestones are invoiced to, as long as they are not. */
  buyer: Buyer;
  /** The client's page, for those who may act for them. */
  link: string | null;
}

export interface Buyer {
  name: string;
  contact_name: string | null;
  address: Address;
  vat_id: string | null;
  tax_id: string | null;
  email: string | null;
  website: string | null;
}

export interface MilestoneView {
  id: string;
  rv: number;
  project: string;
  project_number: string;
  agreement: string | null;
  contact: string;
  service: string | null;
  title: string;
  position: number;
  state: MilestoneState;
  /** Net. */
  amount: Money;
  groups: { rate: number; net: Money; tax: Money }[];
  due_on: string;
  due_at: string | null;
  delivered_at: string | null;
  accepted_at: string | null;
  accepted_on: string | null;
  accepted_by: 'client' | 'staff' | null;
  accepted_name: string | null;
  note: string | null;
  file: string | null;
  reason: string | null;
  decided_at: string | null;
  invoice: string | null;
  owner: string | null;
  test: boolean;
}

export interface Point {
  id: string;
  question: string;
  required: boolean;
  answer: string | null;
  /** Until somebody answers. */
  from?: BriefSource | null;
}

/** What is known from before the work began. */
export type Handoff = components['schemas']['Handoff'];

export interface ProjectFile {
  file: string;
  name: string;
  media_type: string;
  size: number;
  by: 'client' | 'staff';
  at: string;
  shared: boolean;
}

export function fileAddress(project: string, file: string): string {
  return `${BASE}/projects/${project}/files/${file}`;
}

/** A file as it is, not as JSON: up to 20 MB. */
export async function bringFile(project: string, file: File, shared: boolean): Promise<ProjectFile> {
  const body = new FormData();
  body.set('shared', shared ? 'yes' : 'no');
  body.set('file', file);
  const headers = { 'accept': 'application/json', 'x-requested-with': 'app' };
  const wish: RequestInit = { method: 'POST', body, headers, credentials: 'same-origin' };
  const response = await fetch(`${BASE}/projects/${project}/uploads`, wish).catch(() => {
    throw unreachable();
  });
  if (!response.ok) throw await problemOf(response);
  touched('project.add_file');
  return ((await response.json()) as { file: ProjectFile }).file;
}
