// The parts of the settings: each with its own address.
import {
  IconArchive,
  IconArrowsSplit2,
  IconBell,
  IconBuildingStore,
  IconClock,
  IconGauge,
  IconHash,
  IconMail,
  IconListDetails,
  IconPhoto,
  IconPlugConnected,
  IconReceipt,
  IconRoute,
  IconUserCircle,
  type Icon,
} from '@tabler/icons-react';

export interface SectionPlace {
  key: string;
  label: string;
  hint: string;
  icon: Icon;
}

export const SECTIONS: readonly SectionPlace[] = [
  {
    key: 'business',
    label: 'Business',
    hint: 'Name, address, tax, bank, privacy page',
    icon: IconBuildingStore,
  },
  {
    key: 'hours',
    label: 'Hours and holidays',
    hint: 'When people work, when nobody is written to',
    icon: IconClock,
  },
  { key: 'numbers', label: 'Numbers', hint: 'How proposals and invoices are numbered', icon: IconHash },
  { key: 'billing', label: 'Billing', hint: 'When invoices are due, what stands on them', icon: IconReceipt },
  {
    key: 'rate-card',
    label: 'Rate card',
    hint: 'What you offer again and again, and its price',
    icon: IconListDetails,
  },
  { key: 'line', label: 'The line', hint: 'Who answers at each step, and how soon', icon: IconRoute },
  {
    key: 'automations',
    label: 'Automations',
    hint: 'How often they write to one person, who reads them first',
    icon: IconArrowsSplit2,
  },
  { key: 'mail', label: 'Mail', hint: 'Sender, server, proof of origin, a test', icon: IconMail },
  {
    key: 'connections',
    label: 'Connections',
    hint: 'Other systems that automations may call',
    icon: IconPlugConnected,
  },
  {
    key: 'notifications',
    label: 'Notifications',
    hint: 'How and when you are told, on which devices',
    icon: IconBell,
  },
  {
    key: 'limits',
    label: 'Limits',
    hint: 'How often customers, staff and programs may ask',
    icon: IconGauge,
  },
  { key: 'logo', label: 'Logo', hint: 'On forms, mails and papers', icon: IconPhoto },
  { key: 'backups', label: 'Backups', hint: 'The last good one, and one now', icon: IconArchive },
  {
    key: 'you',
    label: 'Your account',
    hint: 'Name, stand-in, password, where you are signed in',
    icon: IconUserCircle,
  },
];
