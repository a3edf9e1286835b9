// The service worker: shows a push, leads to what it speaks of, and says plainly when there is no connection. It
// keeps no copy of the business: every screen comes from the server.
const OFFLINE = `<!doctype html><html lang="en"><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>No connection</title>
<body style="font: 16px/1.5 system-ui; margin: 15vh auto; max-width: 26rem; padding: 0 1rem; color-scheme: light dark">
<h1 style="font-size: 1.4rem">No connection to your business</h1>
<p>Nothing is lost: the server goes on without this screen. Try again when you are connected.</p>
<p><a href="/app/">Try again</a></p></body></html>`;

self.addEventListener('install', () => void self.skipWaiting());
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()));

self.addEventListener('fetch', (event) => {
  if (event.request.mode !== 'navigate') return;
  const html = { status: 503, headers: { 'content-type': 'text/html; charset=utf-8' } };
  event.respondWith(fetch(event.request).catch(() => new Response(OFFLINE, html)));
});

self.addEventListener('push', (event) => {
  const said = event.data ? event.data.json() : {};
  event.waitUntil(
    self.registration.showNotification(said.title ?? 'Something waits for you', {
      body: said.text ?? '',
      tag: said.id ?? 'word',
      renotify: Boolean(said.id),
      requireInteraction: Boolean(said.urgent),
      icon: '/app/icon-192.png',
      badge: '/app/badge-96.png',
      data: { path: said.path ?? '/app/notifications' },
    }),
  );
});

self.addEventListener('notificationclick', (event) => {
  event.notification.close();
  event.waitUntil(lead(event.notification.data?.path ?? '/app/notifications'));
});

/** To a window that is open already, or a new one; never anywhere but in here. */
async function lead(path) {
  const url = new URL(path, self.location.origin);
  if (url.origin !== self.location.origin || !url.pathname.startsWith('/app/')) return;
  const open = await self.clients.matchAll({ type: 'window', includeUncontrolled: true });
  const known = open.find((client) => 'focus' in client);
  if (!known) return void (await self.clients.openWindow(url.href));
  await known.focus();
  await known.navigate(url.href).catch(() => self.clients.openWindow(url.href));
}
