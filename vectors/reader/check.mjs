// Holds the stranger's reader against every vector: the good ones must be read as they say, the bad ones refused with their error.
//
//   node check.mjs [folder of vectors [file ...]]
//
// Prints one line for every file, or for those that are named. Ends with 1 at the first vector that is read otherwise, if a file has
// fewer vectors than it had when this was written, and if there is a file that nobody has taught this to read.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { isDeepStrictEqual } from 'node:util'
import { ed25519 } from '@noble/curves/ed25519.js'
import * as r from './reader.mjs'

const { at, cat, derive, hash, hex, none, uint } = r
const here = fileURLToPath(new URL('.', import.meta.url))
const folder = process.argv[2] ?? join(here, '..')
const asked = process.argv.slice(3)

// The EFF large wordlist, as its publisher has it without the dice (Joseph Bonneau, Electronic Frontier Foundation, CC BY 3.0 US).
const listFile = readFileSync(join(here, 'eff_large.txt'))
r.must(hash(listFile).toString('hex') === '6d557f0693958fb5e650b68b5bee585eb82cf4da32965505c789e924743bc522', 'another word list')
const list = listFile.toString().trimEnd().split('\n')

// ---- Writing, to see that what was read gives the same bytes again

const makeRecord = o => {
  const whole = cat([1, o.kind], uint(2, o.body.length), uint(8, o.at), o.body)
  return cat(whole, none(r.sizes.find(s => s >= whole.length) - whole.length))
}
const makeVersion = v => cat([4 + ['version', 'deletion', 'binned'].indexOf(v.sort)], v.item, v.version, uint(4, v.epoch),
  uint(8, v.number), [v.over.length], ...v.over.map(o => cat(uint(4, o.epoch), uint(8, o.n), o.version)),
  none(28 * (4 - v.over.length)), makeRecord(v))
const makePart = p => cat([p.sort], p.id, uint(2, p.index), uint(2, p.count), none(137), makeRecord({ kind: 0, at: 0n, body: p.body }))
const makePlain = p => cat([p.type], p.author, uint(8, p.before), p.head, p.item, [p.replaces.length], ...p.replaces.map(n => uint(8, n)),
  none(8 * (4 - p.replaces.length)), makeRecord(p), p.signature)
const makeRoster = o => cat([1, o.members.length], o.previous, ...o.members.map(m => {
  const name = Buffer.from(m.name)
  return cat([m.role, name.length], name, none(47 - name.length), m.sign, m.box)
}), none(1297 * (16 - o.members.length)))
const makeEnvelope = e => cat(e.header, uint(4, e.body.length), e.body)

const deleteToken = (epochKey, id) => derive(derive(epochKey, at('space/delete')), at('space/delete/token'), id)
const deleteHash = token => hash(at('space/deletehash'), token)
const compareWords = (bytes, n) => {
  let number = BigInt('0x' + bytes.toString('hex'))
  return Array.from({ length: n }, () => { const word = list[Number(number % 7776n)]; number /= 7776n; return word })
}
const sign = (key, use, label, message) => ed25519.sign(cat(label, message), derive(key, use))
const readList = b => { const rest = []; return [r.parseEnvelope(b, more => rest.push(...readList(more))), ...rest] }

const ensure = (holds, what) => { if (!holds) throw new Error(what) }
const same = (again, bytes) => ensure(again.equals(bytes), 'written again it is something else')

// ---- The vectors

const joined = pieces => cat(...(pieces ?? []).flatMap(p => Array(p.times).fill(hex(p.bytes))))
const text = b => b.toString()
const fields = (object, ...names) => Object.fromEntries(names.map(name => [name, object[name]]))
const mapValues = (object, f) => Object.fromEntries(Object.entries(object).map(([k, v]) => [k, f(v)]))
const hashes = { space: r.spaceID, member: r.memberID, delete: deleteHash, first: r.firstHead, leaf: r.leafOf,
  next: b => r.nextHead(b.subarray(0, 32), b.subarray(32)) }

const readItems = (v, space, own) => {
  const items = v.items.map(i => ({ envelope: i.envelope && joined(i.envelope), leaf: hex(i.leaf) }))
  const log = new r.Log(space, own, r.findKeys(items.map(i => i.envelope), space, own))
  const met = []
  const entries = items.map(({ envelope, leaf }) => {
    ensure(!envelope || r.leafOf(envelope).equals(leaf), 'another leaf')
    const { record, members = [], ...entry } = log.take(envelope, leaf)
    met.push(...members)
    const said = record ? { record_kind: record.kind, at: record.at, body: text(record.body) } : {}
    return { ...fields(entry, 'n', 'kind', 'head', 'epoch', 'version', 'author', 'item', 'replaces'), ...said,
      members: members.map(m => m.name) }
  })
  return { log, met, entries, epoch_keys: mapValues(Object.fromEntries(log.keys), k => k.key) }
}
const readLog = v => {
  const slotKey = r.stretchWords(v.words, at('slot/words'))
  const { space, owner } = r.openSlot(slotKey, hex(v.slot))
  const { log, met, entries, epoch_keys } = readItems(v, space, [r.boxKey(owner, at('owner/box'))])
  // Two secrets that the words do not lead to: they fit what the log says.
  ensure(r.spaceID(r.publicOf(hex(v.first_owner), at('owner/sign'))).equals(space), 'the first owner is another')
  for (const [name, seed] of Object.entries(v.seeds)) {
    ensure(met.some(m => m.name === name && m.sign.equals(r.publicOf(hex(seed), at('member/sign')))), 'another ' + name)
  }
  return { slot_key: slotKey, space, owner, space_text: r.idText(space), entries,
    live: mapValues(Object.fromEntries(log.live), set => [...set]), epoch_keys }
}
const readShared = v => fields(readItems(v, hex(v.space), [r.boxKey(hex(v.seed), at('member/box'))]), 'entries', 'epoch_keys')
const keysAfter = new Map() // what the boxes held is found once and not seventy times
const accept = v => {
  const [l] = load('log.json')
  const log = new r.Log(hex(l.space), [r.boxKey(hex(l.seeds.Laptop), at('member/box'))], new Map(keysAfter.get(v.after)))
  for (const i of l.items.slice(0, v.after)) log.take(i.envelope && joined(i.envelope), hex(i.leaf))
  keysAfter.set(v.after, new Map(log.keys))
  const { kind, epoch } = log.take(v.envelope && joined(v.envelope), hex(v.leaf ?? ''))
  ensure(kind !== 'control' || log.keys.get(epoch).key.equals(hex(v.epoch_key)), 'the boxes hold another key')
  return { kind }
}

// For every file: how many there were, what is given, and how to find all the rest. In what comes back an error may be `error`.
const files = {
  'seal.json': [19, 'key aad sealed', v => ({ plaintext: r.open(hex(v.key), hex(v.sealed), hex(v.aad)) })],
  'wrap.json': [7, 'key aad sealed', v => ({ inner: r.unwrap(hex(v.key), hex(v.sealed), hex(v.aad)) })],
  'stretch.json': [3, 'passphrase salt', v => ({ key: r.stretch(v.passphrase, hex(v.salt)) })],
  'derive.json': [5, 'key label', v => ({ derived: derive(hex(v.key), v.label) })],
  'token.json': [3, 'key label context', v => ({ token: derive(hex(v.key), v.label, hex(v.context)) })],
  'commit.json': [2, 'key label', v => ({ hash: r.commitment(hex(v.key), v.label) })],
  'sign.json': [12, 'key use label message', v => {
    r.must(r.verifies(hex(v.public), v.label, hex(v.message), hex(v.signature)), 'signature')
    return { public: r.publicOf(hex(v.key), v.use), signature: sign(hex(v.key), v.use, v.label, hex(v.message)) }
  }],
  'box.json': [17, 'key use label context box', v => {
    const own = r.boxKey(hex(v.key), v.use)
    return { inner: r.openBox(own, hex(v.box), cat(v.label, hex(v.context))), public: own.public }
  }],
  'id.json': [13, 'text', v => {
    const id = r.idOf(v.text)
    ensure(r.idText(id) === v.text, 'another text')
    return { id }
  }],
  'record.json': [33, 'plain', v => {
    const got = r.parseRecord(joined(v.plain))
    same(makeRecord(got), joined(v.plain))
    return got
  }],
  'header.json': [20, 'header stretched', v => ({ data_key: r.headerKey(hex(v.header), hex(v.stretched)) })],
  'passkey.json': [23, 'value salt output', v => r.openPasskey(hex(v.value), hex(v.salt), hex(v.output))],
  'value.json': [32, 'data_key disk_key sealed', v => {
    const got = r.openValue(hex(v.data_key), v.disk_key, hex(v.sealed))
    return { ...got, body: text(got.body) }
  }],
  'store.json': [11, 'passphrase disk', v => r.openStore(v.passphrase, mapValues(v.disk, hex))],
  'version.json': [25, 'plain', v => {
    const got = r.parseVersion(joined(v.plain))
    same(makeVersion(got), joined(v.plain))
    return { ...got, body: text(got.body) }
  }],
  'part.json': [21, 'plain', v => {
    const got = r.parsePart(joined(v.plain))
    same(makePart(got), joined(v.plain))
    return got
  }],
  'bucket.json': [8, 'joined', v => {
    const got = r.parseBucket(hex(v.joined))
    same(cat([got.bucket.length], got.bucket, [got.key.length], got.key, got.value), hex(v.joined))
    return mapValues(got, text)
  }],
  'file.json': [22, 'file', v => ({ values: r.readStoreFile(hex(v.file)) })],
  'hash.json': [8, 'of input', v => ({ hash: hashes[v.of](hex(v.input)) })],
  'delete.json': [3, 'epoch_key id', v => {
    const token = deleteToken(hex(v.epoch_key), hex(v.id))
    return { token, hash: deleteHash(token) }
  }],
  'envelope.json': [34, 'envelope list', v => {
    const b = joined(v.envelope)
    const all = v.list ? readList(b) : [r.parseEnvelope(b)]
    ensure(all.length === (v.list || 1), `${all.length} envelopes`)
    same(cat(...all.map(makeEnvelope)), b)
    if (v.list) return fields(v, 'kind', 'epoch', 'id', 'delete', 'header', 'body') // of a list these say nothing
    return { ...all[0], body: all[0].body.length }
  }],
  'plain.json': [31, 'plain', v => {
    const b = joined(v.plain)
    const got = { ...r.plainOutside(b), ...r.plainInside(b) }
    same(makePlain(got), b)
    return fields(got, 'type', 'author', 'before', 'head', 'item', 'replaces', 'kind', 'at', 'body', 'signature')
  }],
  'control.json': [20, 'space signer envelope', v => {
    const e = r.parseEnvelope(joined(v.envelope))
    const c = r.parseControl(e)
    r.checkControl(e, c, hex(v.space), hex(v.signer))
    return { ...fields(c, 'before', 'head', 'auth', 'owner', 'commit'), roster: c.roster.length }
  }],
  'roster.json': [21, 'plain', v => {
    const got = r.parseRoster(joined(v.plain))
    same(makeRoster(got), joined(v.plain))
    return got
  }],
  'words.json': [21, 'text', v => ({ unknown: '', words: r.readWords(v.text, list) })],
  'compare.json': [4, 'bytes', v => ({ words: compareWords(hex(v.bytes), v.words.length) })],
  'slot.json': [15, 'words label blob', v => {
    const key = v.words ? r.stretchWords(v.words, v.label) : hex(v.key)
    const found = { key, locator: r.locatorOf(key), auth: r.publicOf(key, at('slot/auth')) }
    if (v.label === text(at('slot/pair'))) return { ...found, space: '', owner: '' } // what six words lead to is no home
    try { return { ...found, ...r.openSlot(key, hex(v.blob)) } } catch (e) {
      e.also = found // is as it says also where the slot is refused
      throw e
    }
  }],
  'log.json': [1, 'words slot items first_owner seeds', readLog],
  'shared.json': [2, 'space seed items', readShared],
  'accept.json': [70, 'after envelope leaf epoch_key', accept],
}

// Both sides in one form: bytes in hexadecimal, pieces joined, nothing for all that is empty.
const plain = x => {
  if (x === null || x === undefined || x.length === 0) return ''
  if (x instanceof Uint8Array) return Buffer.from(x).toString('hex')
  if (typeof x === 'bigint') return Number.isSafeInteger(Number(x)) ? Number(x) : String(x)
  if (Array.isArray(x)) return 'times' in Object(x[0]) ? plain(joined(x)) : x.map(plain)
  if (typeof x !== 'object') return x
  return Object.fromEntries(Object.entries(x).map(([k, v]) => [k, plain(v)]).filter(([, v]) => v !== '' && v !== 0).sort())
}
// JSON.parse would round numbers that do not fit into a double; they are kept as text.
const load = name => JSON.parse(readFileSync(join(folder, name), 'utf8').replace(/(": |^\s*)(-?\d{16,})(?=,?$)/gm, '$1"$2"'))

const check = (v, given, find) => {
  let got
  try { got = find(v) } catch (e) {
    if (!(e instanceof r.Refused)) throw e
    got = { error: e.error, ...e.also }
  }
  const names = got.error ? Object.keys(got) : Object.keys(v).filter(k => k !== 'name' && !given.split(' ').includes(k))
  const [want, have] = [plain(fields(v, 'error', ...names)), plain(fields(got, 'error', ...names))]
  ensure(isDeepStrictEqual(want, have), `found ${show(have)}, the vector says ${show(want)}`)
}
const show = o => JSON.stringify(o, (k, x) => typeof x === 'string' && x.length > 80 ? `${x.slice(0, 80)}… (${x.length})` : x)

for (const name of [...readdirSync(folder).filter(n => n.endsWith('.json')), ...asked].filter(n => !(n in files))) {
  console.log(`${name}: nobody has taught this reader to read it`)
  process.exit(1)
}
for (const [name, [least, given, find]] of Object.entries(files).filter(([name]) => asked.length === 0 || asked.includes(name))) {
  const vectors = load(name)
  let agreed = 0
  for (const v of vectors) {
    try { check(v, given, find) } catch (e) {
      console.log(`${name}: ${agreed} of ${vectors.length} agreed, and then not "${v.name}": ${e.message}`)
      process.exit(1)
    }
    agreed++
  }
  console.log(`${name}: ${agreed} of ${vectors.length} agreed`)
  if (agreed < least) {
    console.log(`${name}: there were ${least}`)
    process.exit(1)
  }
}
