// The roles, and what each is for: the words of the policy the program ships with.
import type { Role } from '../../api/session';

export const ROLES: readonly { value: Role; label: string; hint: string }[] = [
  { value: 'administrator', label: 'Administrator', hint: 'Everything, also users and settings.' },
  { value: 'manager', label: 'Manager', hint: 'Runs the line; reads users, business and numbers.' },
  { value: 'sales', label: 'Sales', hint: 'Wins customers.' },
  { value: 'delivery', label: 'Delivery', hint: 'Does the work.' },
  { value: 'finance', label: 'Finance', hint: 'Sends invoices and sees them paid.' },
  { value: 'viewer', label: 'Viewer', hint: 'Looks on, and changes nothing.' },
];

export const ROLE_CHOICES = ROLES.map(({ value, label, hint }) => ({ value, label: `${label} – ${hint}` }));

export function roleName(role: Role): string {
  return ROLES.find(({ value }) => value === role)?.label ?? role;
}
