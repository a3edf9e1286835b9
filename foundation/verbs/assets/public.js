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
  // An option ticked asks the server for the sums; without script a button does.
  for (const form of document.querySelectorAll('form[data-total]')) {
    form.addEventListener('change', async () => {
      const answer = await fetch(`${form.action}?${new URLSearchParams(new FormData(form))}`);
      if (!answer.ok) return;
      const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
      // Only amounts are taken over: the boxes stay as they are, with the focus.
      const cells = page.querySelectorAll('#price tbody .amount');
      document.querySelectorAll('#price tbody .amount').forEach((cell, at) => { if (cells[at]) cell.className = cells[at].className; });
      for (const part of ['#price tfoot', '#plan']) {
        const fresh = page.querySelector(part);
        if (fresh) document.querySelector(part)?.replaceWith(fresh);
      }
    });
  }
  // A signature may be drawn besides being typed: strokes in a box of 600 by 200, at most 4000 points.
  for (const field of document.querySelectorAll('[data-sign]')) {
    const kept = field.querySelector('input'), pad = document.createElement('canvas'), clear = document.createElement('button');
    const label = document.createElement('p');
    label.className = 'help'; label.textContent = field.dataset.label;
    pad.className = 'pad'; pad.width = 600; pad.height = 200; pad.setAttribute('aria-hidden', 'true');
    clear.type = 'button'; clear.className = 'quiet'; clear.textContent = field.dataset.clear;
    field.prepend(label, pad, clear);
    const pen = pad.getContext('2d');
    pen.lineWidth = 3; pen.lineCap = 'round'; pen.strokeStyle = '#111';
    let strokes = [], points = 0, drawing = false;
    const place = (event) => {
      const box = pad.getBoundingClientRect();
      const within = (n, most) => Math.max(0, Math.min(most, Math.round(n)));
      return [within(((event.clientX - box.left) / box.width) * 600, 600), within(((event.clientY - box.top) / box.height) * 200, 200)];
    };
    pad.addEventListener('pointerdown', (event) => { pad.setPointerCapture(event.pointerId); drawing = true; strokes.push([place(event)]); });
    pad.addEventListener('pointermove', (event) => {
      const stroke = strokes.at(-1);
      if (!drawing || !stroke || points >= 3900) return;
      const from = stroke.at(-1), to = place(event);
      if (from[0] === to[0] && from[1] === to[1]) return;
      stroke.push(to); points += 1;
      pen.beginPath(); pen.moveTo(...from); pen.lineTo(...to); pen.stroke();
      kept.value = JSON.stringify(strokes);
    });
    for (const end of ['pointerup', 'pointercancel']) pad.addEventListener(end, () => { drawing = false; });
    clear.addEventListener('click', () => { strokes = []; points = 0; kept.value = ''; pen.clearRect(0, 0, 600, 200); });
  }
  // A page shown in a frame tells its height, and nothing else: that of its content, for the frame's own would never shrink.
  if (document.body.classList.contains('embedded') && parent !== window) {
    const tell = () => parent.postMessage({ throughline: 'height', px: Math.ceil(document.body.getBoundingClientRect().height) }, '*');
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
