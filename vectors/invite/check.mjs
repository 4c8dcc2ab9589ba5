// A stranger's reader of an invite, written from docs/format.md, 15.3, on top of reader.mjs, and held against message.json and end.json.
//
//   node check.mjs
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { isDeepStrictEqual } from 'node:util'
import * as r from '../reader/reader.mjs'

const { at, cat, derive, hash, hex, must } = r
const here = fileURLToPath(new URL('.', import.meta.url))
const list = readFileSync(here + '../reader/eff_large.txt', 'utf8').trimEnd().split('\n')

// Cuts from the front. What is missing is found at the end, as padding.
const cutter = b => {
  const c = { short: false, cut: n => { c.short ||= n > b.length; const part = b.subarray(0, n); b = b.subarray(n); return part }, rest: () => b }
  return c
}
const strange = /[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/u
const readParty = c => {
  const role = c.cut(1)[0]
  must(role === 1 || role === 2, 'role')
  const sign = c.cut(32), box = role === 2 ? c.cut(1216) : Buffer.alloc(0), n = c.cut(1)[0]
  must(n >= 1 && n <= 47, 'name')
  let party
  try { party = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(c.cut(n)) } catch { must(false, 'name') }
  must(!strange.test(party), 'name')
  return { role, sign, box, party }
}
const read = (key, message, blob) => {
  const b = r.open(derive(key, at('invite/seal')), blob, cat(at('invite/' + message), r.locatorOf(key)))
  must(b.length === 4055, 'size')
  must(b[0] === 1, 'version')
  const c = cutter(b.subarray(1)), got = {}
  if (message === 'ask') {
    got.sort = c.cut(1)[0]
    must(got.sort === 1 || got.sort === 2, 'sort')
    Object.assign(got, readParty(c))
    must(got.sort === 2 || got.role === 1, 'sort')
  } else if (message === 'answer') {
    Object.assign(got, { before: c.cut(32) }, readParty(c))
  } else {
    Object.assign(got, { before: c.cut(32), how: c.cut(1)[0] })
    must(got.how >= 1 && got.how <= 3, 'how')
    if (got.how === 1) Object.assign(got, { box: c.cut(1168), handover: c.cut(134), signature: c.cut(64) })
  }
  must(!c.short && c.rest().every(x => x === 0), 'padding')
  return got
}
const words = (bytes, n) => {
  let number = BigInt('0x' + bytes.toString('hex'))
  return Array.from({ length: n }, () => { const word = list[Number(number % 7776n)]; number /= 7776n; return word })
}
const slow = new Map() // stretching takes seconds here, and most ends are of one invite
const stretchOnce = t => slow.get(t) ?? slow.set(t, r.stretchWords(t, at('invite/compare'))).get(t)
const end = v => {
  const key = hex(v.key), [ask, answer, done] = [hex(v.ask), hex(v.answer), hex(v.done)]
  const asked = read(key, 'ask', ask), d = read(key, 'done', done)
  must(read(key, 'answer', answer).before.equals(hash(ask)), 'before')
  const transcript = hash(at('invite/transcript'), r.locatorOf(key), hash(ask), hash(answer))
  must(d.before.equals(hash(answer)), 'before')
  must(r.verifies(asked.sign, at('invite/sign'), cat(transcript, d.box, d.handover), d.signature), 'signature')
  const under = r.openBox(r.boxKey(hex(v.seed), at('member/box')), d.box, cat(at('invite/box'), transcript))
  const over = d.handover.subarray(0, 61)
  const stretched = stretchOnce(transcript.toString('hex'))
  return { transcript, stretched, compare: words(derive(stretched, at('invite/words')), 5), space: over.subarray(1, 17), epoch: over.readUInt32BE(17),
    epoch_key: r.unwrap(under, d.handover.subarray(61), cat(at('invite/handover'), transcript, over)) }
}

const plain = x => x instanceof Uint8Array ? Buffer.from(x).toString('hex') : x
const check = (name, given, find) => {
  const all = JSON.parse(readFileSync(here + name, 'utf8'))
  let agreed = 0
  for (const v of all) {
    let got
    try { got = find(v) } catch (e) { if (!(e instanceof r.Refused)) throw e; got = { error: e.error } }
    const names = got.error ? ['error'] : Object.keys(v).filter(k => k !== 'name' && !given.includes(k))
    const empty = x => x === undefined || x === '' || x === 0 ? '' : x
    for (const k of names) {
      if (!isDeepStrictEqual(empty(plain(got[k])), empty(v[k]))) {
        console.log(`${name}: not "${v.name}": ${k} is ${plain(got[k])}, the vector says ${v[k]}`)
        process.exit(1)
      }
    }
    agreed++
  }
  console.log(`${name}: ${agreed} of ${all.length} agreed`)
}
check('message.json', ['words', 'key', 'message', 'blob'], v => {
  return { locator: r.locatorOf(hex(v.key)), ...read(hex(v.key), v.message, hex(v.blob)) }
})
check('end.json', ['key', 'ask', 'answer', 'done', 'seed'], end)
