// A stranger's reader of what Snowdrop writes. It was written from docs/format.md and vectors/*.json alone, without a look at the
// program, to show that the page is enough. Numbers in brackets are sections of that page. check.mjs holds it against the vectors.
import { chacha20poly1305, xchacha20poly1305 } from '@noble/ciphers/chacha.js'
import { ed25519, x25519 } from '@noble/curves/ed25519.js'
import { argon2id } from '@noble/hashes/argon2.js'
import { expand, extract, hkdf } from '@noble/hashes/hkdf.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { sha3_256, shake256 } from '@noble/hashes/sha3.js'
import { ml_kem768 } from '@noble/post-quantum/ml-kem.js'

// ---- Bytes, and how a reader refuses [1]
export class Refused extends Error {}
const refuse = (error, also) => { throw Object.assign(new Refused(error), { error, also }) }
export const must = (holds, error) => { if (!holds) refuse(error) }
// What f gives, or nothing if it refuses. A mistake of this program is no refusal, and passes: here and below.
const attempt = f => { try { return f() } catch (e) { if (!(e instanceof Refused)) throw e } }
// Gives every refusal inside f one name.
const all = (error, f) => { try { return f() } catch (e) { if (e instanceof Refused) refuse(error); throw e } }
// For libraries, which throw whatever they like.
const library = (error, f) => { try { return Buffer.from(f()) } catch { return refuse(error) } }

export const cat = (...parts) => Buffer.concat(parts.map(p => Buffer.from(p)))
export const at = name => Buffer.from(`snowdrop/1/${name}\0`)
export const hash = (...parts) => Buffer.from(sha256(cat(...parts)))
export const hex = text => Buffer.from(text, 'hex')
export const none = n => Buffer.alloc(n)
const isZero = b => b.every(x => x === 0)
export const uint = (bytes, value) => hex(BigInt.asUintN(8 * bytes, BigInt(value)).toString(16).padStart(2 * bytes, '0'))
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }) // a byte order mark is a character like any other
const utf8 = (b, error) => library(error, () => decoder.decode(b)).toString()
const crc32c = b => {
  let c = ~0
  for (const x of b) { c ^= x; for (let i = 0; i < 8; i++) c = (c >>> 1) ^ (c & 1 ? 0x82f63b78 : 0) }
  return ~c >>> 0
}

// ---- Sealing [2] and keys [3]
export const open = (key, sealed, aad) => {
  must(sealed.length >= 41 && sealed[0] === 1, 'open')
  return library('open', () => xchacha20poly1305(key, sealed.subarray(1, 25), aad).decrypt(sealed.subarray(25)))
}
const aKey = k => k.length === 32 ? k : refuse('open')
export const unwrap = (key, sealed, aad) => aKey(open(key, sealed, aad))
const argon = (secret, salt) => Buffer.from(argon2id(Buffer.from(secret), salt, { t: 3, m: 65536, p: 1, dkLen: 32 }))
// Not trim(): that takes U+FEFF away and leaves U+0085.
const white = '[\\t-\\r \\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]+'
export const stretch = (passphrase, salt) => argon(passphrase.replace(new RegExp(`^${white}|${white}$`, 'g'), ''), salt)
export const stretchWords = (words, label) => argon(words, hash(label).subarray(0, 16))
export const derive = (key, label, context = none(0)) => Buffer.from(hkdf(sha256, key, none(32), cat(label, context), 32))
export const commitment = (key, label) => hash(label, key)
export const publicOf = (key, use) => Buffer.from(ed25519.getPublicKey(derive(key, use)))
// zip215 off: RFC 8032, and no encoding that is not the canonical one.
export const verifies = (signer, label, message, signature) => {
  try { return ed25519.verify(signature, cat(label, message), signer, { zip215: false }) } catch { return false }
}

// The key for boxes of a use: an ML-KEM-768 and an X25519 key from one seed.
export const boxKey = (key, use) => {
  const bytes = Buffer.from(shake256(derive(key, use), { dkLen: 96 }))
  const kem = ml_kem768.keygen(bytes.subarray(0, 64)), x = bytes.subarray(64)
  return { kem: kem.secretKey, x, public: cat(kem.publicKey, x25519.getPublicKey(x)) }
}
export const openBox = (own, box, info) => {
  must(box.length === 1168, 'open')
  const theirs = box.subarray(1088, 1120)
  return aKey(library('open', () => {
    const both = [ml_kem768.decapsulate(box.subarray(0, 1088), own.kem), x25519.getSharedSecret(own.x, theirs)]
    const shared = sha3_256(cat(...both, theirs, own.public.subarray(1184), hex('5c2e2f2f5e5c')))
    const suite = cat('HPKE', hex('647a00010003'))
    const labeled = (salt, name, input) => extract(sha256, cat('HPKE-v1', suite, name, input), salt)
    const secret = labeled(shared, 'secret', '')
    const context = cat([0], labeled(none(0), 'psk_id_hash', ''), labeled(none(0), 'info_hash', info))
    const make = (name, n) => expand(sha256, secret, cat(uint(2, n), 'HPKE-v1', suite, name, context), n)
    return chacha20poly1305(make('key', 32), make('base_nonce', 12)).decrypt(box.subarray(1120))
  }))
}

// ---- IDs [4] and records [5]
const letters = 'abcdefghijklmnopqrstuvwxyz234567'
export const idText = id => {
  const bits = BigInt('0x' + id.toString('hex')) << 2n // 26 letters have two bits more than 16 bytes
  return Array.from({ length: 26 }, (_, i) => letters[Number((bits >> BigInt(5 * (25 - i))) & 31n)]).join('')
}
export const idOf = text => {
  must(/^[a-z2-7]{26}$/.test(text), 'id')
  const bits = [...text].reduce((n, c) => (n << 5n) | BigInt(letters.indexOf(c)), 0n); must((bits & 3n) === 0n, 'id')
  return uint(16, bits >> 2n)
}

export const sizes = [512, 1024, 2048, 4096, 8192, 16384, 32768]
export const parseRecord = b => {
  must(sizes.includes(b.length), 'size')
  must(b[0] === 1, 'version')
  const end = 12 + b.readUInt16BE(2); must(end <= b.length, 'length')
  must(sizes.find(s => s >= end) === b.length, 'size')
  must(isZero(b.subarray(end)), 'padding')
  return { kind: b[1], at: b.readBigInt64BE(4), body: b.subarray(12, end) }
}
const isBare = r => r.kind === 0 && r.at === 0n
const isEmpty = r => isBare(r) && r.body.length === 0

// ---- The local store [6]
const headerState = h => {
  if (!h || h.length < 29 || h.toString('latin1', 0, 8) !== 'snowdrop') return 'unreadable'
  if (h.readUInt32BE(h.length - 4) !== crc32c(h.subarray(0, -4))) return 'unreadable'
  if (h[8] !== 1) return 'newer'
  return h.length === 102 ? 'good' : 'unreadable'
}
export const headerKey = (h, stretched) => {
  must(headerState(h) === 'good', headerState(h))
  return all('passphrase', () => unwrap(derive(stretched, at('local/wrap')), h.subarray(25, 98), cat(at('local/header'), h.subarray(0, 25))))
}
export const openPasskey = (b, salt, output) => {
  const end = b.length - 77, name = end > 51 && end <= 51 + 1023 && b[0] === 1 && b.readUInt16BE(49) === end - 51 && b.subarray(51, end)
  must(name && b.readUInt32BE(b.length - 4) === crc32c(b.subarray(0, -4)) && b.subarray(1, 17).equals(salt), 'none')
  const dataKey = () => unwrap(derive(output, at('local/passkey')), b.subarray(end, -4), cat(at('local/passkey/wrap'), b.subarray(0, end)))
  return { input: b.subarray(17, 49), credential: name, data_key: all('passkey', dataKey) }
}
const front = b => (must(b.length > b[0], 'unreadable'), [b.subarray(1, 1 + b[0]), b.subarray(1 + b[0])]) // a name, in front of something
export const parseBucket = b => (([bucket, rest]) => ({ bucket, key: front(rest)[0], value: front(rest)[1] }))(front(b))
export const openValue = (dataKey, diskKey, sealed) => all('unreadable', () => {
  const b = open(derive(dataKey, at('local/values')), sealed, cat(at('local/value'), diskKey))
  must(b.length >= 17 && ((b[0] >= 1 && b[0] <= 3) || b[0] === 14), 'unreadable')
  const id = b.subarray(1, 17), r = parseRecord(b.subarray(17))
  must((b[0] === 1 || isBare(r)) && (b[0] !== 3 || isZero(id)), 'unreadable')
  if (b[0] === 14) parseBucket(r.body)
  const [draft, body] = b[0] === 2 ? front(r.body) : [b.subarray(0, 0), r.body]
  return { sort: ['record', 'draft', 'settings'][b[0] - 1] ?? 'bucket', id, ...r, draft: utf8(draft, 'unreadable'), body }
})
export const openStore = (passphrase, disk) => {
  const copies = ['header.1', 'header.2'].map(name => disk[name])
  const good = copies.filter((h, i) => headerState(h) === 'good' && !(i && copies[0]?.equals(h)))
  must(good.length, copies.some(h => headerState(h) === 'newer') ? 'newer' : 'unreadable')
  const key = good.reduce((k, h) => k ?? attempt(() => headerKey(h, stretch(passphrase, h.subarray(9, 25)))), undefined)
  must(key, 'passphrase')
  const found = { records: {}, drafts: {}, settings: '', damaged: [] }
  const places = new Set()
  for (const name of Object.keys(disk).filter(k => !['header.1', 'header.2', 'readable', 'passkey'].includes(k)).sort()) {
    const v = attempt(() => openValue(key, name, disk[name]))
    const place = v && (v.sort === 'record' ? idText(v.id) : v.sort === 'bucket' ? v.body.toString('hex', 0, 2 + v.body[0] + v.body[1 + v.body[0]]) : v.draft)
    if (!v || places.has(v.sort + place)) found.damaged.push(name) // of two in one place the lower disk key counts, and came first
    else if (v.sort === 'settings') found.settings = v.body.toString()
    else if (v.sort !== 'bucket') found[v.sort + 's'][place] = v.body.toString()
    if (v) places.add(v.sort + place)
  }
  return found
}

// What lies before the record in a value of a store with a home [6.5].
const behind = (b, from, to) => b.length >= 158 && b[0] >= from && b[0] <= to ? parseRecord(b.subarray(158)) : refuse('unreadable')
export const parseVersion = b => all('unreadable', () => {
  const record = behind(b, 4, 6)
  const sort = ['version', 'deletion', 'binned'][b[0] - 4]
  const [epoch, number, count] = [b.readUInt32BE(33), b.readBigUInt64BE(37), b[45]]
  must(count <= 4 && isZero(b.subarray(46 + 28 * count, 158)), 'unreadable')
  must(epoch === 0 || number !== 0n, 'unreadable')
  const over = Array.from({ length: count }, (_, i) => b.subarray(46 + 28 * i, 74 + 28 * i)).map((o, i, list) => {
    const one = { epoch: o.readUInt32BE(0), n: o.readBigUInt64BE(4), version: o.subarray(12) }
    const [e, n, v] = [one.epoch !== 0, one.n !== 0n, !isZero(one.version)]
    must(e ? n && v : n !== v, 'unreadable') // all three, or one of the last two
    must(!list.slice(0, i).some(other => other.equals(o)), 'unreadable')
    return one
  })
  must(sort !== 'deletion' || (count > 0 && isEmpty(record)), 'unreadable')
  must(sort !== 'binned' || (count === 0 && epoch === 0), 'unreadable')
  return { sort, item: b.subarray(1, 17), version: b.subarray(17, 33), epoch, number, over, ...record }
})
export const parsePart = b => all('unreadable', () => {
  const record = behind(b, 7, 13)
  const [index, count, size] = [b.readUInt16BE(17), b.readUInt16BE(19), record.body.length]
  must(count >= 1 && count <= 1024 && index < count && isZero(b.subarray(21, 158)) && isBare(record), 'unreadable')
  must(index < count - 1 ? size === 32756 : size > 0 || count === 1, 'unreadable')
  return { sort: b[0], id: b.subarray(1, 17), index, count, body: record.body }
})

// ---- A store in a file [8]
const magic = Buffer.from('sdf\x01')
const frameAt = (b, from) => {
  const key = from + 36
  if (key > b.length || key + b.readUInt16BE(from + 6) > b.length) return
  const value = key + b.readUInt16BE(from + 6)
  if (b.readUInt32BE(from + 32) !== crc32c(cat(b.subarray(from, from + 32), b.subarray(key, value)))) return
  const end = value + b.readUInt32BE(from + 28)
  const fits = end + 4 <= b.length
  const whole = fits && b.readUInt32BE(end) === crc32c(b.subarray(value, end))
  return { op: b[from + 4], batch: b.readBigUInt64BE(from + 8), previous: b.readBigUInt64BE(from + 16), says: b.readUInt32BE(from + 24),
    key: b.toString('utf8', key, value), value: b.subarray(value, end), fits, whole, from, to: whole ? end + 4 : value }
}
export const readStoreFile = b => {
  const frames = []
  for (let i = b.indexOf(magic); i >= 0;) {
    const frame = frameAt(b, i)
    if (frame) frames.push(frame)
    i = b.indexOf(magic, frame ? frame.to : i + 1)
  }
  const used = b.findLastIndex(x => x !== 0) + 1 // a first write that was cut off is not foreign
  must(frames.length || !used || (magic.indexOf(b.subarray(0, 4)) === 0 && (used < 8 || used < 36 + b.readUInt16BE(6))), 'foreign')
  const of = batch => frames.filter(f => f.batch === batch)
  const short = (batch, counts) => of(batch).filter(f => [1, 2].includes(f.op) && counts(f)).length < (of(batch)[0]?.says ?? 1)
  const sure = new Set([...frames.map(f => f.previous).filter(n => n > 0n), ...frames.filter(f => f.op === 3).map(f => f.batch)])
  const batches = [...new Set([...frames.map(f => f.batch), ...sure])].filter(n => sure.has(n) || !short(n, f => f.whole))
  const values = {}
  for (const f of frames.filter(f => batches.includes(f.batch))) {
    if (f.op === 1 && f.fits) values[f.key] = f.value
    if (f.op === 2) delete values[f.key]
  }
  const lost = batches.filter(n => short(n, f => f.op === 2 || f.fits)).sort((x, y) => (x < y ? -1 : 1))
  const gaps = [...frames, undefined].map((next, i) => {
    const before = frames[i - 1]
    const low = before ? before.batch + (before.op === 3 ? 1n : 0n) : 0n
    return { bytes: b.subarray(before?.to ?? 0, next?.from), can: lost.filter(n => n >= low && !(n > next?.batch)) }
  }).filter(gap => gap.bytes.length && gap.can.length)
  const nowhere = lost.filter(n => !gaps.some(gap => gap.can.includes(n)))
  for (const bytes of [...gaps.map(gap => gap.bytes), ...nowhere.map(() => none(0))]) {
    let i = 1
    while (`damaged.${i}` in values) i++
    values[`damaged.${i}`] = bytes
  }
  return values
}

// ---- Envelopes [10], records [11] and control records [12] of a space [9]
export const spaceID = owner => hash(at('space/id'), owner).subarray(0, 16)
export const memberID = signer => hash(at('space/member'), signer).subarray(0, 16)
export const firstHead = space => hash(at('chain/first'), space)
export const leafOf = envelope => hash(at('chain/leaf'), envelope)
export const nextHead = (head, leaf) => hash(at('chain/next'), head, leaf)
export const parseEnvelope = (b, more = () => refuse('long')) => {
  must(b.length >= 58, 'cut')
  const e = { kind: b[1], epoch: b.readUInt32BE(2), id: b.subarray(6, 22), delete: b.subarray(22, 54), header: b.subarray(0, 54) }
  const end = 58 + b.readUInt32BE(54)
  must(b[0] === 1, 'version')
  must(e.kind === 1 || e.kind === 2, 'kind')
  must(e.epoch !== 0, 'epoch')
  must(isZero(e.delete) === (e.kind === 2), 'delete')
  must(e.kind === 1 ? sizes.includes(end - 58 - 211) : end - 58 === 39756, 'size')
  must(end <= b.length, 'cut')
  if (end < b.length) more(b.subarray(end))
  return { ...e, body: b.subarray(58, end) }
}
// In two halves, as a reader of a log needs them [13]: what is not whole or has no type says nothing, not even who wrote it.
export const plainOutside = b => {
  must(sizes.includes(b.length - 170), 'size')
  must(b[0] === 1 || b[0] === 2, 'type')
  return { type: b[0], author: b.subarray(1, 17), before: b.readBigUInt64BE(17), head: b.subarray(25, 57), item: b.subarray(57, 73),
    signature: b.subarray(-64), signed: b.subarray(0, -64) }
}
export const plainInside = b => {
  const numbers = [0, 1, 2, 3].map(i => b.readBigUInt64BE(74 + 8 * i))
  const replaces = numbers.slice(0, b[73])
  must(b[73] <= 4 && numbers.slice(b[73]).every(n => n === 0n), 'replaces')
  must(replaces.every((n, i) => n > (i ? replaces[i - 1] : 0n) && n <= b.readBigUInt64BE(17)), 'replaces')
  const record = all('record', () => parseRecord(b.subarray(106, -64)))
  must(b[0] === 1 || isEmpty(record), 'delete')
  return { replaces, ...record }
}
export const parseControl = e => {
  must(e.kind === 2, 'kind')
  const b = e.body
  const c = { before: b.readBigUInt64BE(0), head: b.subarray(8, 40), auth: b.subarray(40, 72), owner: b.subarray(72, 104),
    commit: b.subarray(104, 136), boxes: Array.from({ length: 16 }, (_, i) => b.subarray(136 + 1168 * i, 136 + 1168 * (i + 1))),
    roster: b.subarray(18824, 39692), signature: b.subarray(39692), signed: b.subarray(0, 39692) }
  must((e.epoch === 1) === (c.before === 0n), 'number')
  return c
}
export const checkControl = (e, c, space, signer) =>
  must(verifies(signer, at('space/control'), cat(space, e.header, c.signed), c.signature), 'signature')
export const parseRoster = b => {
  must(b.length === 20827, 'size')
  must(b[0] === 1, 'version')
  must(b[1] >= 1 && b[1] <= 16, 'count')
  const members = []
  for (let i = 0; i < b[1]; i++) {
    const m = b.subarray(75 + 1297 * i, 75 + 1297 * (i + 1))
    must(m[1] <= 47 && isZero(m.subarray(2 + m[1], 49)), 'name')
    const [name, sign] = [utf8(m.subarray(2, 2 + m[1]), 'name'), m.subarray(49, 81)]
    must(!members.some(other => other.id.equals(memberID(sign))), 'twice')
    members.push({ id: memberID(sign), role: m[0], name, sign, box: m.subarray(81) })
  }
  must(isZero(b.subarray(75 + 1297 * b[1])), 'unused')
  return { previous: b.subarray(2, 75), members }
}
const openRoster = (e, c, space, key) =>
  parseRoster(open(derive(key, at('space/roster')), c.roster, cat(at('space/roster/seal'), space, e.header)))
const previousKey = (e, roster, space, key) => isZero(roster.previous) ? undefined :
  unwrap(derive(key, at('space/previous')), roster.previous, cat(at('space/previous/wrap'), space, e.header))
// Boxes do not say for whom they are: every one is tried with every key.
const findInBoxes = (e, c, space, own) => {
  const info = cat(at('space/box'), space, uint(4, e.epoch), uint(8, c.before), c.head)
  return c.boxes.flatMap(box => own.map(key => attempt(() => openBox(key, box, info)))).find(key => key)
}
// From the newest control record back to the first, the keys of all epochs. Whether those control records are the owner's is for
// the reading of the log to say; it must then meet the very same ones.
export const findKeys = (envelopes, space, own) => all('control', () => {
  const keys = new Map()
  let key
  for (const envelope of envelopes.filter(b => b?.[1] === 2).reverse()) {
    const e = parseEnvelope(envelope)
    const c = parseControl(e)
    key ??= findInBoxes(e, c, space, own)
    if (!key) continue // closed to this reader
    must(commitment(key, at('space/commit')).equals(c.commit), 'control')
    keys.set(e.epoch, { key, leaf: leafOf(envelope) })
    key = previousKey(e, openRoster(e, c, space, key), space, key)
  }
  return keys
})

// ---- Reading a log [13]
export class Log {
  constructor(space, own, keys = new Map()) {
    Object.assign(this, { space, own, keys, n: 0, head: firstHead(space), epoch: 0, control: 0, members: [] })
    this.stubs = new Set() // that nothing names in "replaces"
    this.itemOf = new Map() // by number
    this.live = new Map() // by item
  }
  // Takes in an entry, or refuses it and stays as it was. No envelope, but a leaf: a stub.
  take(envelope, leaf) {
    const n = this.n + 1
    const entry = envelope ? this.read(envelope, n) : this.readStub(n)
    this.n = n
    this.head = nextHead(this.head, envelope ? leafOf(envelope) : leaf)
    return { n, ...entry, head: this.head }
  }
  readStub(n) { must(n > 1, 'control'); this.stubs.add(n); return { kind: 'stub', epoch: 0 } }
  read(envelope, n) {
    const e = all('envelope', () => parseEnvelope(envelope))
    const c = e.kind === 2 ? all('control', () => parseControl(e)) : undefined
    const due = this.epoch + (c ? 1 : 0)
    must(e.epoch <= due || ![...this.stubs].some(s => s > this.control), 'control')
    must(e.epoch === due, 'epoch')
    return { epoch: e.epoch, version: e.id, ...(c ? this.readControl(e, c, leafOf(envelope), n) : this.readRecord(e, n)) }
  }
  readRecord(e, n) {
    const key = this.keys.get(e.epoch)?.key
    if (!key) { this.stubs.clear(); return { kind: 'closed' } }
    const b = attempt(() => open(derive(key, at('space/record')), e.body, cat(at('space/record/seal'), this.space, e.header)))
    const p = b && attempt(() => plainOutside(b))
    const author = p && this.members.find(m => m.id.equals(p.author))
    const isTheirs = author && verifies(author.sign, at('space/record/sign'), cat(this.space, e.header, p.signed), p.signature)
    if (!isTheirs) return { kind: 'unreadable' }
    must(p.before === BigInt(this.n) && p.head.equals(this.head), 'forked')
    const inside = attempt(() => plainInside(b))
    if (!inside) return { kind: 'unreadable' }
    const item = idText(p.item)
    const replaces = inside.replaces.map(Number)
    const live = this.live.get(item) ?? new Set()
    for (const r of replaces.filter(r => (this.itemOf.get(r) ?? item) === item)) { live.delete(r); this.stubs.delete(r) }
    if (p.type === 1) { live.add(n); this.itemOf.set(n, item) }
    this.live.set(item, live)
    return { ...inside, kind: p.type === 1 ? 'put' : 'delete', author: author.name, item: p.item, replaces, record: inside }
  }
  readControl(e, c, leaf, n) {
    const first = this.epoch === 0
    must(!first || spaceID(c.owner).equals(this.space), 'control')
    all('control', () => checkControl(e, c, this.space, first ? c.owner : this.owner))
    must(c.before === BigInt(this.n) && c.head.equals(this.head), 'forked')
    const known = this.keys.get(e.epoch)
    must(!known || known.leaf.equals(leaf), 'forked')
    const key = known?.key ?? findInBoxes(e, c, this.space, this.own)
    const members = key ? all('control', () => {
      must(commitment(key, at('space/commit')).equals(c.commit) && publicOf(key, at('space/auth')).equals(c.auth), 'control')
      const roster = openRoster(e, c, this.space, key)
      const previous = previousKey(e, roster, this.space, key)
      must(!previous || (!first && commitment(previous, at('space/commit')).equals(this.commit)), 'control')
      return roster.members
    }) : []
    if (key) this.keys.set(e.epoch, { key, leaf })
    Object.assign(this, { epoch: e.epoch, owner: c.owner, commit: c.commit, members, control: n })
    return { kind: 'control', members }
  }
}

// ---- Words [14] and slots [15]
export const readWords = (text, list) => {
  must(Buffer.byteLength(text) <= 4096, 'many')
  const parts = text.toLowerCase().match(/\p{L}+/gu) ?? []
  const words = []
  while (parts.length) {
    must(words.length < 32, 'many')
    const pair = parts.slice(0, 2).join('-')
    const word = list.includes(pair) ? pair : parts[0]
    if (!list.includes(word)) refuse('unknown', { unknown: word })
    words.push(word)
    parts.splice(0, word.split('-').length)
  }
  return words
}
export const locatorOf = key => derive(key, at('slot/locator'))
export const openSlot = (key, blob) => {
  const locator = locatorOf(key)
  const b = open(derive(key, at('slot/seal')), blob, cat(at('slot/blob'), locator))
  must(b.length === 4055, 'size')
  must(b[0] === 1, 'version')
  must(b[1] === 1, 'purpose')
  const space = b.subarray(2, 18)
  const owner = all('owner', () => unwrap(derive(key, at('slot/owner')), b.subarray(18, 91), cat(at('slot/owner/wrap'), locator, space)))
  must(isZero(b.subarray(91)), 'padding')
  return { space, owner }
}
