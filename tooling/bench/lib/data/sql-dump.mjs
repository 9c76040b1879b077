import { revisionOn, seededRandom } from './seeded-random.mjs';

const ROWS = 1_000_000;
const ROWS_PER_STATEMENT = 500;
const NEW_ROWS_A_DAY = 2_000;
const FIRST_DAY = Date.UTC(2026, 0, 5);
const DAY_MS = 86_400_000;

const FIRST_NAMES = 'Ada Bruno Chiara Dmitri Elena Farid Greta Hiro Ines Jonas Katya Luis Mei Nadia Omar Priya'.split(' '); // prettier-ignore
const LAST_NAMES = 'Almeida Becker Costa Dupont Eriksen Fischer Garcia Haddad Ivanov Jansen Kowalski Lopez Moreau Novak Okafor Petrov Quinn Rossi Schmidt Tanaka'.split(' '); // prettier-ignore
const STREETS = 'Acacia,Bridge,Castle,Dock,Elm,Forest,Garden,Harbour,Island,Juniper,King,Lake,Market,North'.split(','); // prettier-ignore
const CITIES = 'Athens,Bergen,Cologne,Dublin,Espoo,Florence,Geneva,Hamburg,Izmir,Jaen,Krakow,Lyon,Malmo,Nantes,Oporto,Prague'.split(','); // prettier-ignore
const WORDS = 'leave at the door please call before delivery gift wrap fragile second floor ring twice neighbour has a key invoice by mail urgent weekend only'.split(' '); // prettier-ignore
const STATES = ['pending', 'paid', 'packed', 'shipped', 'delivered', 'returned'];

/**
 * The dump of an orders table of 200 MB on day 0, as `mysqldump` would write it, in chunks. On each day one row in a
 * hundred is changed in place (state, total, note and time) and 2,000 are appended.
 */
export function* sqlDump(day) {
  yield Buffer.from(HEAD);
  const rows = ROWS + day * NEW_ROWS_A_DAY;
  for (let first = 1; first <= rows; first += ROWS_PER_STATEMENT) {
    const values = Array.from({ length: ROWS_PER_STATEMENT }, (_, i) => row(first + i, day));
    yield Buffer.from(`INSERT INTO \`orders\` VALUES\n${values.join(',\n')};\n`, 'latin1');
  }
  yield Buffer.from('UNLOCK TABLES;\n');
}

const HEAD = `-- Dump of the shop
SET NAMES utf8mb4;
DROP TABLE IF EXISTS \`orders\`;
CREATE TABLE \`orders\` (
  \`id\` int NOT NULL AUTO_INCREMENT,
  \`token\` char(16) NOT NULL,
  \`customer\` varchar(80) NOT NULL,
  \`email\` varchar(80) NOT NULL,
  \`address\` varchar(120) NOT NULL,
  \`articles\` varchar(60) NOT NULL,
  \`created_at\` datetime NOT NULL,
  \`state\` varchar(12) NOT NULL,
  \`total\` decimal(8,2) NOT NULL,
  \`note\` varchar(200),
  \`updated_at\` datetime NOT NULL,
  PRIMARY KEY (\`id\`)
);
LOCK TABLES \`orders\` WRITE;
`;

function row(id, day) {
  const fixed = seededRandom(id, 1_000);
  const revision = revisionOn(id, day);
  const changing = seededRandom(id, 2_000 + revision);
  const [first, last] = [pick(fixed, FIRST_NAMES), pick(fixed, LAST_NAMES)];
  const token = hex(fixed) + hex(fixed);
  const email = `${first}.${last}${fixed() % 1000}@example.${pick(fixed, TLDS)}`.toLowerCase();
  const address = `${1 + (fixed() % 200)} ${pick(fixed, STREETS)} Street, ${10_000 + (fixed() % 89_999)} ${pick(fixed, CITIES)}`;
  const articles = Array.from({ length: 1 + (fixed() % 3) }, () => `A-${fixed() % 20_000}`).join(
    ' ',
  );
  const created = FIRST_DAY - 900 * DAY_MS + id * 75_000 + (fixed() % 70_000);
  const updated = created + (1 + revision) * 3_600_000 + (changing() % 3_000_000);
  const total = ((changing() % 50_000) / 100 + 5).toFixed(2);
  const state = pick(changing, STATES);
  return `(${id},'${token}','${first} ${last}','${email}','${address}','${articles}','${time(created)}','${state}',${total},${note(changing)},'${time(updated)}')`;
}

const TLDS = ['com', 'org', 'net', 'eu'];

function note(random) {
  const words = random() % 3 === 0 ? 3 + (random() % 9) : 0;
  if (words === 0) return 'NULL';
  return `'${Array.from({ length: words }, () => pick(random, WORDS)).join(' ')}'`;
}

function pick(random, list) {
  return list[random() % list.length];
}

function hex(random) {
  return random().toString(16).padStart(8, '0');
}

function time(ms) {
  const text = new Date(ms).toISOString();
  return `${text.slice(0, 10)} ${text.slice(11, 19)}`;
}
