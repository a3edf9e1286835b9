// Push in this browser: the service worker, the subscription, and what stands in the way of it.
import { call } from './call';

const WORKER = '/app/sw.js';

/** What can be said of push here: it is on, it can be, or why it cannot. */
export type PushHere = 'on' | 'off' | 'denied' | 'insecure' | 'unsupported' | 'not_installed';

/** Registered at the start: the app installs, and shows a push that was switched on. */
export function keepServiceWorker() {
  if (!('serviceWorker' in navigator) || import.meta.env.DEV) return;
  void navigator.serviceWorker.register(WORKER, { scope: '/app/' }).catch(() => undefined);
}

function isApple(): boolean {
  return /iPhone|iPad/.test(navigator.userAgent);
}

export async function pushHere(): Promise<PushHere> {
  if (!window.isSecureContext) return 'insecure';
  const able = 'serviceWorker' in navigator && 'PushManager' in window && 'Notification' in window;
  if (!able) return isApple() ? 'not_installed' : 'unsupported';
  if (Notification.permission === 'denied') return 'denied';
  const worker = await navigator.serviceWorker.getRegistration('/app/');
  const subscribed = await worker?.pushManager.getSubscription();
  return subscribed ? 'on' : 'off';
}

/** Asks the person, then the browser's push service, then tells the house. `key`: ours, base64url. */
export async function switchOn(key: string): Promise<void> {
  const said = await Notification.requestPermission();
  if (said !== 'granted') throw new Error('The browser was told not to show notifications of this site.');
  const worker = await navigator.serviceWorker.ready;
  const subscription = await worker.pushManager.subscribe({
    userVisibleOnly: true,
    applicationServerKey: bytes(key),
  });
  const { endpoint, keys } = subscription.toJSON();
  await call('device.add', { name: nameOfThis(), endpoint, p256dh: keys?.['p256dh'], auth: keys?.['auth'] });
}

/** The browser forgets its subscription; the house hears of it by its own verb. */
export async function switchOff(): Promise<void> {
  const worker = await navigator.serviceWorker.getRegistration('/app/');
  const subscription = await worker?.pushManager.getSubscription();
  await subscription?.unsubscribe();
}

function bytes(base64url: string): Uint8Array<ArrayBuffer> {
  const base64 = base64url.replaceAll('-', '+').replaceAll('_', '/');
  const raw = atob(base64.padEnd(Math.ceil(base64.length / 4) * 4, '='));
  return Uint8Array.from(raw, (letter) => letter.charCodeAt(0));
}

const BROWSERS: [RegExp, string][] = [
  [/Edg\//, 'Edge'],
  [/Firefox\//, 'Firefox'],
  [/Chrome\//, 'Chrome'],
  [/Safari\//, 'Safari'],
];
const SYSTEMS: [RegExp, string][] = [
  [/iPhone/, 'an iPhone'],
  [/iPad/, 'an iPad'],
  [/Android/, 'Android'],
  [/Windows/, 'Windows'],
  [/Mac OS/, 'a Mac'],
  [/Linux/, 'Linux'],
];

/** `Chrome on Android`: what a person knows this device by. */
export function nameOfThis(agent = navigator.userAgent): string {
  const of = (known: [RegExp, string][], other: string) =>
    known.find(([pattern]) => pattern.test(agent))?.[1] ?? other;
  return `${of(BROWSERS, 'A browser')} on ${of(SYSTEMS, 'this device')}`;
}
