import { revisionOn, seededRandom } from './seeded-random.mjs';

const FILES = 62;
const LINES_PER_FILE = 89_000;
const LINES_PER_CHUNK = 1_000;
const START = Date.UTC(2026, 0, 5);

const SERVICES = 'orders,billing,search,gateway,accounts,stock'.split(',');
const ROUTES = ['/api/v2/orders', '/api/v2/orders/items', '/api/v2/search', '/api/v1/accounts/session', '/health', '/api/v2/stock/levels', '/api/v1/invoices']; // prettier-ignore
const METHODS = ['GET', 'GET', 'GET', 'POST', 'PUT', 'DELETE'];
const AGENTS = [
  'Mozilla/5.0 (X11; Linux x86_64; rv:143.0) Gecko/20100101 Firefox/143.0',
  'ShopClient/7.4.1 (Android 16; arm64-v8a) okhttp/5.1.0',
  'curl/8.14.1',
];
const LEVELS = ['INFO ', 'INFO ', 'INFO ', 'DEBUG', 'WARN '];

/**
 * A tar of 1.5 GB of log files, in chunks, that `gzip` makes 300 MB of. From each version to the next
 * one line in a hundred is changed in place.
 */
export function* logTar(version) {
  for (let file = 0; file < FILES; file++) {
    const chunks = [];
    for (let line = 0; line < LINES_PER_FILE; line += LINES_PER_CHUNK) {
      chunks.push(lines(file * LINES_PER_FILE + line, version));
    }
    const content = Buffer.concat(chunks);
    yield header(`var/log/shop/day-${String(file).padStart(3, '0')}.log`, content.length);
    yield content;
    yield Buffer.alloc(-content.length & 511);
  }
  yield Buffer.alloc(1024);
}

function lines(first, version) {
  const text = Array.from({ length: LINES_PER_CHUNK }, (_, i) => line(first + i, version));
  return Buffer.from(text.join(''), 'latin1');
}

function line(number, version) {
  const random = seededRandom(number, 5_000 + revisionOn(number, version));
  const service = pick(random, SERVICES);
  const time = new Date(START + number * 500 + (random() % 500)).toISOString();
  const status = random() % 20 === 0 ? 404 : 200;
  return (
    `${time} ${pick(random, LEVELS)} [${service}-worker-${padded(random() % 16, 2)}] com.example.shop.${service}.RequestLog ` +
    `trace=${hex(random, 4)} span=${hex(random, 2)} ${pick(random, METHODS)} ${pick(random, ROUTES)} status=${status} duration=${padded(random() % 900, 3)}ms ` +
    `bytes=${padded(random() % 60_000, 5)} user=${padded(random() % 9_000, 4)} agent="${pick(random, AGENTS)}"\n`
  );
}

function hex(random, words) {
  return Array.from({ length: words }, () => random().toString(16).padStart(8, '0')).join('');
}

function pick(random, list) {
  return list[random() % list.length];
}

function padded(number, width) {
  return String(number).padStart(width, '0');
}

/** The header of a ustar member: a plain file of root's. */
function header(name, size) {
  const block = Buffer.alloc(512);
  const put = (offset, text) => block.write(text, offset, 'latin1');
  put(0, name);
  put(100, '0000644\0');
  put(108, '0000000\0');
  put(116, '0000000\0');
  put(124, `${size.toString(8).padStart(11, '0')}\0`);
  put(136, `${(START / 1000).toString(8).padStart(11, '0')}\0`);
  put(148, '        ');
  put(156, '0');
  put(257, 'ustar\x0000');
  put(265, 'root');
  put(297, 'root');
  let sum = 0;
  for (const byte of block) sum += byte;
  put(148, `${sum.toString(8).padStart(6, '0')}\0 `);
  return block;
}
