'use strict';

// Keeps the page as the server has it. The server sends HTML that is ready to
// show; this file only puts it in its place.
(() => {
  const main = document.querySelector('main[data-stream]');
  if (!main) return;
  const live = document.getElementById('live');
  const rows = document.getElementById('rows');
  let after = main.dataset.after;

  const say = (up) => {
    live.textContent = up ? live.dataset.live : live.dataset.lost;
    live.classList.toggle('lost', !up);
  };

  const element = (html) => {
    const parsed = document.createElement('template');
    parsed.innerHTML = html.trim();
    return parsed.content.firstElementChild;
  };

  const putRow = (event) => {
    const row = element(event.data);
    const old = document.getElementById(row.id);
    if (old) {
      old.replaceWith(row);
    } else {
      row.classList.add('fresh');
      rows.prepend(row);
    }
    if (event.lastEventId) after = event.lastEventId;
  };

  const putPart = (event) => {
    const part = element(event.data);
    document.getElementById(part.id).replaceWith(part);
  };

  const connect = () => {
    const stream = new EventSource(`${main.dataset.stream}&after=${encodeURIComponent(after)}`);
    stream.addEventListener('open', () => say(true));
    stream.addEventListener('row', putRow);
    stream.addEventListener('counts', putPart);
    stream.addEventListener('kiosks', putPart);
    stream.addEventListener('reload', () => {
      stream.close();
      location.reload();
    });
    stream.addEventListener('error', () => {
      say(false);
      // The browser tries again by itself, unless the server answered with an
      // error: then it gives up, and we don't.
      if (stream.readyState === EventSource.CLOSED) setTimeout(connect, 3000);
    });
  };

  connect();
})();
