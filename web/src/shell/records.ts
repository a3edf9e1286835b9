// Where a record of each noun is shown, by its id alone: for the search, toasts, timelines and exceptions.
import {
  IconAlertCircle,
  IconAddressBook,
  IconArrowsSplit2,
  IconBriefcase,
  IconBuilding,
  IconBuildingBank,
  IconCash,
  IconChecklist,
  IconChecks,
  IconFile,
  IconFileCheck,
  IconFileText,
  IconFlag,
  IconHammer,
  IconForms,
  IconReceipt,
  IconReceiptRefund,
  IconTargetArrow,
  IconRoute,
  IconTemplate,
  IconUser,
  IconUserPlus,
  type Icon,
} from '@tabler/icons-react';
import { nounOfId } from '../api/nouns';

interface Noun {
  label: string;
  icon: Icon;
  path: string;
}

const NOUNS: Record<string, Noun> = {
  lead: { label: 'Lead', icon: IconUserPlus, path: '/leads' },
  deal: { label: 'Deal', icon: IconTargetArrow, path: '/deals' },
  proposal: { label: 'Proposal', icon: IconFileText, path: '/proposals' },
  agreement: { label: 'Agreement', icon: IconFileCheck, path: '/agreements' },
  project: { label: 'Project', icon: IconHammer, path: '/projects' },
  milestone: { label: 'Milestone', icon: IconFlag, path: '/milestones' },
  invoice: { label: 'Invoice', icon: IconReceipt, path: '/invoices' },
  credit_note: { label: 'Credit note', icon: IconReceiptRefund, path: '/credit-notes' },
  contact: { label: 'Contact', icon: IconAddressBook, path: '/contacts' },
  company: { label: 'Company', icon: IconBuilding, path: '/companies' },
  task: { label: 'Task', icon: IconChecklist, path: '/tasks' },
  automation: { label: 'Automation', icon: IconArrowsSplit2, path: '/automations' },
  run: { label: 'Run', icon: IconRoute, path: '/runs' },
  approval: { label: 'Approval', icon: IconChecks, path: '/approvals' },
  template: { label: 'Template', icon: IconTemplate, path: '/templates' },
  exception: { label: 'Exception', icon: IconAlertCircle, path: '/exceptions' },
  form: { label: 'Form', icon: IconForms, path: '/forms' },
  service: { label: 'Service', icon: IconBriefcase, path: '/services' },
  payment: { label: 'Payment', icon: IconCash, path: '/payments' },
  refund: { label: 'Refund', icon: IconReceiptRefund, path: '/refunds' },
  bank_line: { label: 'Bank line', icon: IconBuildingBank, path: '/bank' },
  user: { label: 'User', icon: IconUser, path: '/users' },
};

export function recordPath(id: string): string | undefined {
  const noun = NOUNS[nounOfId(id)];
  return noun && `${noun.path}/${id}`;
}

export function nounLabel(id: string): string {
  return NOUNS[nounOfId(id)]?.label ?? 'Record';
}

export function nounIcon(id: string): Icon {
  return NOUNS[nounOfId(id)]?.icon ?? IconFile;
}
