// What happened, as a sentence: one line of the timeline from one fact.
import {
  IconArrowRight,
  IconBuilding,
  IconCheck,
  IconCircleX,
  IconClockPause,
  IconFile,
  IconFlag,
  IconHammer,
  IconInbox,
  IconMail,
  IconMailCheck,
  IconMailX,
  IconMessageReply,
  IconNote,
  IconPencil,
  IconRefresh,
  IconShieldCheck,
  IconShieldX,
  IconTargetArrow,
  IconUserPlus,
  IconUsers,
  type Icon,
} from '@tabler/icons-react';
import type { EntryView } from '../../api/timeline';
import { inWords } from '../../ui/StatusBadge';
import { SAID_OF_INVOICES } from '../invoice/said';

/** Steps of the house on the way to something that has its own line. */
const PLUMBING = ['letter.wanted', 'paper.asked'];

export function isTold({ kind }: EntryView): boolean {
  return !PLUMBING.includes(kind);
}

export interface Said {
  title: string;
  icon?: Icon;
  color?: string;
}

type Say = (entry: EntryView) => Said;

const text = (value: unknown) => (typeof value === 'string' ? value : '');
const because = (entry: EntryView) => {
  const reason = text(entry.fields['reason']);
  return reason ? `: ${reason}` : '';
};
const by = (entry: EntryView) => inWords(text(entry.fields['channel']) || 'another door').toLowerCase();
const purpose = (entry: EntryView) => (entry.fields['purpose'] === 'news' ? 'news' : 'follow-up');

/** What changed, in the words of the fields: "name and phone". */
export function fieldsOf(changed: readonly string[]): string {
  const words = changed.filter((name) => !['owner', 'team'].includes(name)).map(wordOf);
  if (changed.includes('owner')) words.push('owner');
  const named = [...new Set(words)];
  return named.length > 1 ? `${named.slice(0, -1).join(', ')} and ${named.at(-1)}` : (named[0] ?? 'details');
}

function wordOf(field: string): string {
  return field.replace(/_(typed|minor|at)$/, '').replaceAll('_', ' ');
}

const SAY: Record<string, Say> = {
  ...SAID_OF_INVOICES,
  'contact.added': () => ({ title: 'Became known to us', icon: IconUserPlus }),
  'contact.changed': (entry) => ({ title: `Changed: ${fieldsOf(entry.changed)}`, icon: IconPencil }),
  'contact.merged': () => ({ title: 'Two records are one person', icon: IconUsers }),
  'contact.unmerged': () => ({ title: 'Two records are two people again', icon: IconUsers }),
  'company.added': () => ({ title: 'Company added', icon: IconBuilding }),
  'intake.received': (entry) => ({ title: `Asked by ${by(entry)}`, icon: IconInbox, color: 'line' }),
  'intake.parked': (entry) => ({ title: `Set aside as doubtful${because(entry)}`, icon: IconInbox }),
  'intake.dismissed': (entry) => ({ title: `Dismissed${because(entry)}`, icon: IconCircleX }),
  'lead.captured': (entry) => ({ title: `Lead captured by ${by(entry)}`, icon: IconUserPlus, color: 'line' }),
  'lead.answered': (entry) => ({
    title: entry.fields['kind'] === 'useful' ? 'First useful answer' : 'Acknowledgement reached them',
    icon: IconMailCheck,
    color: 'teal',
  }),
  'lead.assigned': () => ({ title: 'Lead assigned', icon: IconArrowRight }),
  'lead.detailed': () => ({ title: 'Answers written down', icon: IconPencil }),
  'lead.qualified': (entry) => ({
    title: `Qualified${because(entry)}`,
    icon: IconTargetArrow,
    color: 'teal',
  }),
  'lead.nurtured': (entry) => ({
    title: `Nurtured until ${text(entry.fields['until'])}${because(entry)}`,
    icon: IconClockPause,
  }),
  'lead.declined': (entry) => ({ title: `Declined${because(entry)}`, icon: IconCircleX }),
  'lead.closed': (entry) => ({ title: `Lead closed${because(entry)}`, icon: IconCircleX }),
  'lead.reopened': () => ({ title: 'Lead reopened', icon: IconRefresh }),
  'deal.opened': () => ({ title: 'Deal opened', icon: IconTargetArrow, color: 'line' }),
  'deal.changed': (entry) => ({ title: `Deal changed: ${fieldsOf(entry.changed)}`, icon: IconPencil }),
  'deal.moved': (entry) => ({
    title: `Deal moved to ${inWords(text(entry.fields['to']))}`,
    icon: IconArrowRight,
  }),
  'deal.won': () => ({ title: 'Deal won', icon: IconCheck, color: 'teal' }),
  'deal.lost': (entry) => ({ title: `Deal lost${because(entry)}`, icon: IconCircleX }),
  'deal.reopened': () => ({ title: 'Deal reopened', icon: IconRefresh }),
  'deal.withdrawn': () => ({ title: 'Deal taken back with its lead', icon: IconRefresh }),
  'contact.links_replaced': () => ({ title: 'All their links revoked', icon: IconShieldX }),
  'proposal.link_replaced': () => ({ title: 'Link to the proposal revoked', icon: IconShieldX }),
  'project.link_replaced': () => ({ title: 'Link to the project revoked', icon: IconShieldX }),
  'project.opened': () => ({ title: 'Project opened', icon: IconHammer, color: 'line' }),
  'project.changed': (entry) => ({ title: `Project changed: ${fieldsOf(entry.changed)}`, icon: IconPencil }),
  'project.done': () => ({ title: 'Project finished', icon: IconCheck, color: 'teal' }),
  'project.cancelled': (entry) => ({ title: `Project cancelled${because(entry)}`, icon: IconCircleX }),
  'project.reopened': () => ({ title: 'Project reopened', icon: IconRefresh }),
  'project.file_added': (entry) => ({
    title: entry.fields['by'] === 'client' ? 'They sent a file' : 'File added',
    icon: IconFile,
  }),
  'brief.changed': () => ({ title: 'Brief answered or changed', icon: IconPencil }),
  'brief.completed': () => ({ title: 'Brief complete', icon: IconCheck, color: 'teal' }),
  'milestone.added': () => ({ title: 'Milestone added', icon: IconFlag }),
  'milestone.changed': (entry) => ({
    title: `Milestone changed: ${fieldsOf(entry.changed)}`,
    icon: IconPencil,
  }),
  'milestone.delivered': () => ({ title: 'Milestone delivered', icon: IconFlag, color: 'line' }),
  'milestone.accepted': (entry) => ({
    title: entry.fields['by'] === 'client' ? 'They accepted a milestone' : 'Milestone accepted',
    icon: IconCheck,
    color: 'teal',
  }),
  'milestone.disputed': () => ({
    title: 'Milestone is not done yet, they say',
    icon: IconCircleX,
    color: 'red',
  }),
  'milestone.reopened': () => ({ title: 'Last step of a milestone taken back', icon: IconRefresh }),
  'milestone.cancelled': (entry) => ({ title: `Milestone cancelled${because(entry)}`, icon: IconCircleX }),
  'milestone.waived': (entry) => ({
    title: `Milestone will not be invoiced${because(entry)}`,
    icon: IconCircleX,
  }),
  'milestone.invoiced': () => ({ title: 'Milestone invoiced', icon: IconCheck }),
  'milestone.invoice_credited': () => ({ title: 'Milestone is to be invoiced again', icon: IconRefresh }),
  'task.created': () => ({ title: 'Task given', icon: IconCheck }),
  'task.changed': (entry) => ({ title: `Task changed: ${fieldsOf(entry.changed)}`, icon: IconPencil }),
  'task.done': () => ({ title: 'Task done', icon: IconCheck, color: 'teal' }),
  'task.dropped': (entry) => ({ title: `Task dropped${because(entry)}`, icon: IconCircleX }),
  'task.reopened': () => ({ title: 'Task reopened', icon: IconRefresh }),
  'note.written': () => ({ title: 'Note', icon: IconNote, color: 'yellow' }),
  'note.changed': () => ({ title: 'Note put in other words', icon: IconNote }),
  'note.withdrawn': () => ({ title: 'Note withdrawn', icon: IconNote }),
  'note.restored': () => ({ title: 'Note restored', icon: IconNote }),
  'paper.made': (entry) => ({ title: `${inWords(text(entry.fields['document']))} as PDF`, icon: IconFile }),
  'paper.failed': (entry) => ({
    title: `${inWords(text(entry.fields['document']))} could not be printed${because(entry)}`,
    icon: IconFile,
    color: 'red',
  }),
  'message.queued': () => ({ title: 'Message written', icon: IconMail, color: 'line' }),
  'message.accepted': (entry) => ({
    title: entry.message?.channel === 'email' ? 'Message delivered' : 'We spoke with them',
    icon: IconMailCheck,
    color: 'teal',
  }),
  'message.bounced': (entry) => ({
    title: `Message bounced${because(entry)}`,
    icon: IconMailX,
    color: 'red',
  }),
  'message.skipped': (entry) => ({ title: `Message not sent${because(entry)}`, icon: IconMailX }),
  'message.received': (entry) => ({
    title: `They replied by ${by(entry)}`,
    icon: IconMessageReply,
    color: 'line',
  }),
  'consent.given': (entry) => ({
    title: `Agreed to ${purpose(entry)}`,
    icon: IconShieldCheck,
    color: 'teal',
  }),
  'consent.withdrawn': (entry) => ({ title: `Said no to ${purpose(entry)}`, icon: IconShieldX }),
  'suppression.added': (entry) => ({ title: `Gets no more mail${because(entry)}`, icon: IconShieldX }),
  'suppression.lifted': () => ({ title: 'May get mail again', icon: IconShieldCheck }),
};

export function said(entry: EntryView): Said {
  const say = SAY[entry.kind];
  return say ? say(entry) : { title: inWords(entry.kind.replace('.', ' ')) };
}
