// Every address of the application. Screens load when they are first needed, and on hover before that.
import { createRootRoute, createRoute, createRouter, lazyRouteComponent, redirect, Outlet } from '@tanstack/react-router';
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
