package wasm

import "encoding/binary"

// The instructions that matter here. Source: the WebAssembly core specification, 5.4.
const (
	opUnreachable, opNop, opBlock, opLoop, opIf, opElse, opEnd = 0x00, 0x01, 0x02, 0x03, 0x04, 0x05, 0x0b
	opBr, opBrIf, opBrTable, opReturn, opCall, opIndirect      = 0x0c, 0x0d, 0x0e, 0x0f, 0x10, 0x11
	opDrop, opSelect, opLocalGet, opLocalSet, opLocalTee       = 0x1a, 0x1b, 0x20, 0x21, 0x22
	opGlobalGet, opGlobalSet, opLoad, opStore, opSize, opGrow  = 0x23, 0x24, 0x28, 0x3e, 0x3f, 0x40
	opI64Const, opF32Const, opF64Const, opNumeric, opNumericTo = 0x42, 0x43, 0x44, 0x45, 0xc4
	opI64Or, opMore                                            = 0x84, 0xfc

	moreConvert, moreCopy, moreFill = 7, 10, 11 // after opMore
	noType, typeI32, typeI64        = 0x40, 0x7f, 0x7e
)

// whole is the label of the function itself. Those of its blocks are counted from there.
const whole = 0

// instr is an instruction. A branch leads to labels, and a block has one: so that both can be moved.
type instr struct {
	op    byte
	rest  []byte // what follows, of those that are no branch
	to    []int  // of a branch: the labels
	label int    // of the beginning and the end of a block
}

// value is the number that a constant has, or of a local variable which one it is.
func (i instr) value() int64 {
	r := reader{rest: i.rest}
	if i.op == i32Const || i.op == opI64Const {
		return r.signed()
	}
	return int64(r.unsigned())
}

func (i instr) is(op byte, value int64) bool { return i.op == op && i.value() == value }

func constant(op byte, v int64) instr { return instr{op: op, rest: appendSigned(nil, v)} }

func local(op byte, n int64) instr { return instr{op: op, rest: binary.AppendUvarint(nil, uint64(n))} }

func begin(op byte, label int) instr { return instr{op: op, rest: []byte{noType}, label: label} }

// decoder reads the instructions of a function.
type decoder struct {
	reader
	open   []int // the labels of the blocks that are open
	labels int
}

// decode reads all instructions of a function, or says that it is one that Go does not write.
func decode(code []byte) (all []instr, ok bool) {
	d := decoder{reader: reader{rest: code}, open: []int{whole}}
	for len(d.rest) > 0 && len(d.open) > 0 {
		i := instr{op: d.byte()}
		from := d.rest
		d.block(&i)
		d.branch(&i)
		if i.to == nil {
			d.operands(i.op)
			i.rest = from[:len(from)-len(d.rest)]
		}
		if d.bad {
			return nil, false
		}
		all = append(all, i)
	}
	return all, len(d.rest) == 0 && len(d.open) == 0
}

func (d *decoder) block(i *instr) {
	switch i.op {
	case opBlock, opLoop, opIf:
		d.labels++
		i.label = d.labels
		d.open = append(d.open, i.label)
	case opEnd:
		i.label = d.open[len(d.open)-1]
		d.open = d.open[:len(d.open)-1]
	}
}

func (d *decoder) branch(i *instr) {
	n := uint64(0)
	switch i.op {
	case opBr, opBrIf:
		n = 1
	case opBrTable:
		n = d.unsigned() + 1
	}
	for range min(n, uint64(len(d.rest))) {
		depth := d.unsigned()
		if depth >= uint64(len(d.open)) {
			d.bad = true
			return
		}
		i.to = append(i.to, d.open[uint64(len(d.open))-1-depth])
	}
	d.bad = d.bad || uint64(len(i.to)) != n
}

// operands reads over what follows an instruction that is no branch.
func (d *decoder) operands(op byte) {
	switch {
	case op == opBlock, op == opLoop, op == opIf:
		d.bad = d.bad || d.byte() != noType
	case op == opCall, op >= opLocalGet && op <= opGlobalSet:
		d.unsigned()
	case op == opIndirect, op >= opLoad && op <= opStore:
		d.unsigned()
		d.unsigned()
	case op == opSize, op == opGrow:
		d.byte()
	case op == i32Const, op == opI64Const:
		for n := 1; d.byte()&0x80 != 0 && n <= 10; n++ {
		}
	case op == opF32Const:
		d.bytes(4)
	case op == opF64Const:
		d.bytes(8)
	case op == opMore:
		switch sub := d.byte(); {
		case sub == moreCopy:
			d.bytes(2)
		case sub == moreFill:
			d.byte()
		case sub > moreConvert:
			d.bad = true
		}
	case op == opUnreachable, op == opNop, op == opElse, op == opEnd, op == opReturn, op == opDrop, op == opSelect, op >= opNumeric && op <= opNumericTo:
	default:
		d.bad = true
	}
}

// encode writes instructions after what is there, or says that a branch leads nowhere.
func encode(to []byte, all []instr) (code []byte, ok bool) {
	open := []int{whole}
	for _, i := range all {
		to = append(to, i.op)
		switch i.op {
		case opBlock, opLoop, opIf:
			open = append(open, i.label)
		case opEnd:
			if len(open) == 0 || open[len(open)-1] != i.label {
				return nil, false
			}
			open = open[:len(open)-1]
		case opBrTable:
			to = binary.AppendUvarint(to, uint64(len(i.to)-1))
		}
		for _, label := range i.to {
			n := len(open) - 1
			for n >= 0 && open[n] != label {
				n--
			}
			if n < 0 {
				return nil, false
			}
			to = binary.AppendUvarint(to, uint64(len(open)-1-n))
		}
		to = append(to, i.rest...)
	}
	return to, len(open) == 0
}
