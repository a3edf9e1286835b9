// The parts of the settings: each with its own address.
import {
  IconBuildingStore,
  IconClock,
  IconHash,
  IconMail,
  IconPhoto,
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
  { key: 'line', label: 'The line', hint: 'Who answers at each step, and how soon', icon: IconRoute },
  { key: 'mail', label: 'Mail', hint: 'Sender, server, proof of origin, a test', icon: IconMail },
  { key: 'logo', label: 'Logo', hint: 'On forms, mails and papers', icon: IconPhoto },
  {
    key: 'you',
    label: 'Your account',
    hint: 'Name, stand-in, password, where you are signed in',
    icon: IconUserCircle,
  },
];
