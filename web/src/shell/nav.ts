// Every main screen: its name, place and letter. The bar, the menu, the search and the key list read this.
import {
  IconAlertCircle,
  IconAddressBook,
  IconArrowsSplit2,
  IconBook2,
  IconBriefcase,
  IconBuildingBank,
  IconCash,
  IconChecklist,
  IconFileText,
  IconForms,
  IconHammer,
  IconHeartbeat,
  IconHome,
  IconKey,
  IconReceipt,
  IconSend,
  IconSettings,
  IconTargetArrow,
  IconTemplate,
  IconTimeline,
  IconUserPlus,
  IconUsersGroup,
  type Icon,
} from '@tabler/icons-react';

export interface Place {
  to: string;
  label: string;
  icon: Icon;
  /** `G`, then this. */
  key: string;
  /** On the bar of a phone. */
  main?: boolean;
}

export interface Group {
  title: string;
  places: readonly Place[];
}

export const EXCEPTIONS = '/exceptions';

export const GROUPS: readonly Group[] = [
  {
    title: 'The line',
    places: [
      { to: '/', label: 'Home', icon: IconHome, key: 'h', main: true },
      { to: '/line', label: 'The line', icon: IconTimeline, key: 'n' },
      { to: '/leads', label: 'Leads', icon: IconUserPlus, key: 'l', main: true },
      { to: '/deals', label: 'Deals', icon: IconTargetArrow, key: 'd' },
      { to: '/proposals', label: 'Proposals', icon: IconFileText, key: 'p' },
      { to: '/projects', label: 'Projects', icon: IconHammer, key: 'j' },
      { to: '/invoices', label: 'Invoices', icon: IconReceipt, key: 'i' },
      { to: '/contacts', label: 'Contacts', icon: IconAddressBook, key: 'c' },
      { to: '/tasks', label: 'Tasks', icon: IconChecklist, key: 't', main: true },
    ],
  },
  {
    title: 'Money',
    places: [
      { to: '/payments', label: 'Payments', icon: IconCash, key: 'y' },
      { to: '/bank', label: 'Bank', icon: IconBuildingBank, key: 'b' },
      { to: '/ledger', label: 'Ledger', icon: IconBook2, key: 'r' },
    ],
  },
  {
    title: 'Watch',
    places: [
      { to: EXCEPTIONS, label: 'Exceptions', icon: IconAlertCircle, key: 'e', main: true },
      { to: '/outbox', label: 'Outbox', icon: IconSend, key: 'o' },
      { to: '/health', label: 'Health', icon: IconHeartbeat, key: 'w' },
    ],
  },
  {
    title: 'What runs by itself',
    places: [
      { to: '/automations', label: 'Automations', icon: IconArrowsSplit2, key: 'a' },
      { to: '/templates', label: 'Templates', icon: IconTemplate, key: 'm' },
      { to: '/forms', label: 'Forms', icon: IconForms, key: 'f' },
      { to: '/services', label: 'Services', icon: IconBriefcase, key: 's' },
    ],
  },
  {
    title: 'Business',
    places: [
      { to: '/users', label: 'Users', icon: IconUsersGroup, key: 'u' },
      { to: '/tokens', label: 'API tokens', icon: IconKey, key: 'k' },
      { to: '/settings', label: 'Settings', icon: IconSettings, key: ',' },
    ],
  },
];

export const PLACES: readonly Place[] = GROUPS.flatMap(({ places }) => places);

export function isAt(place: Place, path: string): boolean {
  return place.to === '/' ? path === '/' : path === place.to || path.startsWith(`${place.to}/`);
}
