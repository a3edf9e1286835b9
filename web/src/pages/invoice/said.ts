// What happened to invoices and credit notes, as sentences of the timeline.
import {
  IconAlertTriangle,
  IconBell,
  IconCash,
  IconCircleX,
  IconClockPause,
  IconReceipt,
  IconReceiptRefund,
  IconSend,
  IconShieldCheck,
} from '@tabler/icons-react';
import type { EntryView } from '../../api/timeline';
import type { Said } from '../contact/said';
import { reminderWords, sentWords } from './words';

const text = (value: unknown) => (typeof value === 'string' ? value : '');

export const SAID_OF_INVOICES: Record<string, (entry: EntryView) => Said> = {
  'invoice.drafted': () => ({ title: 'Invoice begun', icon: IconReceipt }),
  'invoice.discarded': () => ({ title: 'Draft of an invoice thrown away', icon: IconCircleX }),
  'invoice.issued': ({ fields }) => ({
    title: `Invoice ${text(fields['number'])} issued`,
    icon: IconReceipt,
    color: 'line',
  }),
  'invoice.sent': ({ fields }) => ({
    title: `Invoice sent ${sentWords(text(fields['how']))}`,
    icon: IconSend,
  }),
  'invoice.balance_changed': () => ({ title: 'A part was paid or credited', icon: IconCash }),
  'invoice.paid': () => ({ title: 'Invoice paid', icon: IconCash, color: 'teal' }),
  'invoice.reopened': () => ({
    title: 'A payment was taken back: the invoice is open again',
    icon: IconCash,
  }),
  'invoice.reminded': ({ fields }) => ({
    title: `${reminderWords(Number(fields['level'] ?? 0))} sent`,
    icon: IconBell,
  }),
  'invoice.reminder_dropped': ({ fields }) => ({
    title: `${reminderWords(Number(fields['level'] ?? 0))} was not sent: ${text(fields['reason'])}`,
    icon: IconBell,
  }),
  'invoice.link_replaced': () => ({ title: 'Link to the invoice revoked', icon: IconCircleX }),
  'invoice.promised': ({ fields }) => ({
    title: fields['until']
      ? `They promised to pay by ${text(fields['until'])}`
      : 'Their promise was taken back',
    icon: IconClockPause,
  }),
  'invoice.disputed': () => ({
    title: 'They disagree with the invoice',
    icon: IconAlertTriangle,
    color: 'orange',
  }),
  'invoice.dispute_settled': () => ({ title: 'The dispute is settled', icon: IconShieldCheck }),
  'invoice.credited': () => ({ title: 'All of the invoice was credited', icon: IconReceiptRefund }),
  'invoice.written_off': ({ fields }) => ({
    title: `Written off: ${text(fields['reason'])}`,
    icon: IconCircleX,
    color: 'red',
  }),
  'credit_note.issued': ({ fields }) => ({
    title: `Credit note ${text(fields['number'])} issued: ${text(fields['reason'])}`,
    icon: IconReceiptRefund,
  }),
};
