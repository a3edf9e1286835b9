// Comfort for public pages; everything works without it.
(() => {
  // A second click on the same button must not send a second time.
  for (const form of document.querySelectorAll('form')) {
    form.addEventListener('submit', () => {
      const button = form.querySelector('button[type=submit], button:not([type])');
      if (button) setTimeout(() => { button.disabled = true; setTimeout(() => { button.disabled = false; }, 8000); }, 0);
    });
  }
  // Where the visitor came from and their zone, if the form asks.
  const put = (name, value) => { const at = document.querySelector(`input[name="${name}"]`); if (at && !at.value && value) at.value = value; };
  put('source.zone', Intl.DateTimeFormat().resolvedOptions().timeZone);
  put('source.referrer', document.referrer && new URL(document.referrer).origin !== location.origin ? document.referrer : '');
  document.querySelector('[aria-invalid=true]')?.focus();
  // A page shown in a frame tells its height, and nothing else.
  if (document.body.classList.contains('embedded') && parent !== window) {
    const tell = () => parent.postMessage({ throughline: 'height', px: document.documentElement.scrollHeight }, '*');
    new ResizeObserver(tell).observe(document.body);
    tell();
  }
  // A view counts after two seconds on screen, once; a mail scanner's GET never does.
  const seen = document.body.querySelector('[data-view]');
  if (seen) {
    let timer;
    const watch = () => {
      clearTimeout(timer);
      if (document.visibilityState === 'visible') timer = setTimeout(() => { void fetch(seen.dataset.view, { method: 'POST', keepalive: true }); document.removeEventListener('visibilitychange', watch); }, 2000);
    };
    document.addEventListener('visibilitychange', watch);
    watch();
  }
})();
