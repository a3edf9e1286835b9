// Embeds a form on any site: <div data-throughline="form" data-id="contact"></div> and this script once.
(() => {
  const me = document.currentScript;
  if (!me || window.__throughline) return;
  window.__throughline = true;
  const origin = new URL(me.src).origin;
  const frames = new Map();
  const mount = (at) => {
    if (at.dataset.throughlineOn) return;
    at.dataset.throughlineOn = '1';
    const frame = document.createElement('iframe');
    const page = new URLSearchParams(location.search);
    const from = new URLSearchParams({ landing: location.origin + location.pathname });
    for (const [name, value] of page) if (/^(utm_|gclid|fbclid|msclkid)/.test(name)) from.set(name, value);
    if (document.referrer) from.set('referrer', document.referrer);
    frame.src = `${origin}/embed/f/${encodeURIComponent(at.dataset.id ?? '')}?${from}`;
    frame.title = at.dataset.title ?? 'Contact form';
    frame.loading = 'lazy';
    frame.setAttribute('sandbox', 'allow-scripts allow-forms allow-same-origin allow-popups allow-top-navigation-by-user-activation');
    frame.style.cssText = 'border:0;width:100%;display:block;min-height:320px';
    // The link that stands there is for those without script.
    at.replaceChildren(frame);
    frames.set(frame.contentWindow, frame);
  };
  const scan = () => document.querySelectorAll('[data-throughline="form"]').forEach(mount);
  scan();
  document.addEventListener('DOMContentLoaded', scan);
  addEventListener('message', (event) => {
    const frame = event.origin === origin && frames.get(event.source);
    const told = event.data;
    if (frame && told && told.throughline === 'height' && told.px > 0 && told.px < 6000) frame.style.height = `${told.px}px`;
  });
})();
