// Every address of the application. Screens load when they are first needed, and on hover before that.
import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  redirect,
  Outlet,
} from '@tanstack/react-router';
import type { ComponentType } from 'react';
import { setupNeeded, whoAmI } from './api/session';
import { Broken, Missing } from './shell/Broken';
import { Shell } from './shell/Shell';
import { WaitingPage } from './shell/WaitingPage';

type Load = () => Promise<{ Page: ComponentType }>;

const root = createRootRoute({ component: Outlet, notFoundComponent: Missing });

/** Screens inside the frame: nobody gets there without a session. */
const inside = createRoute({
  getParentRoute: () => root,
  id: 'inside',
  component: Shell,
  beforeLoad: async ({ location }) => {
    if (await whoAmI()) return;
    if (await setupNeeded()) throw redirect({ to: '/setup' });
    throw redirect({ to: '/sign-in', search: { return: location.href } });
  },
});

function page<P extends string>(path: P, load: Load) {
  return createRoute({ getParentRoute: () => inside, path, component: lazyRouteComponent(load, 'Page') });
}
function outside<P extends string>(path: P, load: Load) {
  return createRoute({ getParentRoute: () => root, path, component: lazyRouteComponent(load, 'Page') });
}

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  validateSearch: (search: Record<string, unknown>): { return?: string } =>
    typeof search['return'] === 'string' ? { return: search['return'] } : {},
  component: lazyRouteComponent(() => import('./pages/session/SignIn'), 'Page'),
});

const tree = root.addChildren([
  inside.addChildren([
    page('/', () => import('./pages/home/Home')),
    page('/line', () => import('./pages/line/Line')),
    page('/line/week', () => import('./pages/line/Week')),
    page('/line/$joint/$figure', () => import('./pages/line/Joint')),
    page('/leads', () => import('./pages/lead/Leads')),
    page('/leads/doubtful', () => import('./pages/lead/Doubtful')),
    page('/leads/$lead', () => import('./pages/lead/Lead')),
    page('/contacts', () => import('./pages/contact/Contacts')),
    page('/contacts/$contact', () => import('./pages/contact/Contact')),
    page('/companies', () => import('./pages/company/Companies')),
    page('/companies/$company', () => import('./pages/company/Company')),
    page('/tasks', () => import('./pages/task/Tasks')),
    page('/tasks/$task', () => import('./pages/task/Task')),
    page('/deals', () => import('./pages/deal/Deals')),
    page('/deals/$deal', () => import('./pages/deal/Deal')),
    page('/proposals', () => import('./pages/proposal/Proposals')),
    page('/proposals/$proposal', () => import('./pages/proposal/ProposalPage')),
    page('/agreements/$agreement', () => import('./pages/agreement/AgreementPage')),
    page('/projects', () => import('./pages/project/Projects')),
    page('/projects/$project', () => import('./pages/project/Project')),
    page('/milestones/$milestone', () => import('./pages/project/Milestone')),
    page('/invoices', () => import('./pages/invoice/Invoices')),
    page('/invoices/new', () => import('./pages/invoice/NewInvoice')),
    page('/invoices/$invoice', () => import('./pages/invoice/Invoice')),
    page('/credit-notes', () => import('./pages/invoice/CreditNotes')),
    page('/credit-notes/$creditNote', () => import('./pages/invoice/CreditNote')),
    page('/payments', () => import('./pages/payment/Payments')),
    page('/payments/$payment', () => import('./pages/payment/Payment')),
    page('/refunds/$refund', () => import('./pages/payment/Refund')),
    page('/bank', () => import('./pages/bank/Bank')),
    page('/bank/statements', () => import('./pages/bank/Statements')),
    page('/bank/$line', () => import('./pages/bank/BankLine')),
    page('/ledger', () => import('./pages/ledger/Ledger')),
    page('/services', () => import('./pages/service/Services')),
    page('/services/$service', () => import('./pages/service/Service')),
    page('/settings', () => import('./pages/settings/Settings')),
    page('/settings/$section', () => import('./pages/settings/Settings')),
    page('/outbox', () => import('./pages/outbox/Outbox')),
    page('/outbox/suppressed', () => import('./pages/outbox/Suppressed')),
    page('/forms', () => import('./pages/form/Forms')),
    page('/forms/$form', () => import('./pages/form/FormPage')),
    page('/templates', () => import('./pages/template/Templates')),
    page('/templates/$template', () => import('./pages/template/TemplatePage')),
    page('/users', () => import('./pages/user/Users')),
    page('/users/$user', () => import('./pages/user/UserPage')),
    page('/tokens', () => import('./pages/token/Tokens')),
    page('/automations', () => import('./pages/automation/Automations')),
    page('/automations/new', () => import('./pages/automation/NewAutomation')),
    page('/automations/library', () => import('./pages/automation/Library')),
    page('/automations/rehearsals/$rehearsal', () => import('./pages/automation/RehearsalPage')),
    page('/automations/$automation', () => import('./pages/automation/AutomationPage')),
    page('/runs/$run', () => import('./pages/automation/RunPage')),
    page('/approvals', () => import('./pages/automation/Approvals')),
    page('/approvals/$approval', () => import('./pages/automation/ApprovalPage')),
    page('/notifications', () => import('./pages/notification/Notifications')),
    page('/notifications/$notification', () => import('./pages/notification/NotificationPage')),
    page('/health', () => import('./pages/health/Health')),
    page('/exceptions', () => import('./pages/exception/Exceptions')),
    page('/exceptions/$exception', () => import('./pages/exception/ExceptionPage')),
    page('/$', () => import('./pages/home/Lost')),
  ]),
  signIn,
  outside('/forgotten', () => import('./pages/session/Forgotten')),
  outside('/reset/$token', () => import('./pages/session/Reset')),
  outside('/invitation/$token', () => import('./pages/session/Invitation')),
  outside('/setup', () => import('./pages/setup/Setup')),
]);

export const router = createRouter({
  routeTree: tree,
  basepath: '/app',
  defaultPreload: 'intent',
  defaultPendingComponent: WaitingPage,
  defaultPendingMs: 150,
  defaultErrorComponent: Broken,
  scrollRestoration: true,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
