// Sets of rows, ascending: a bitmap where there are many, a list where there are few. Both have
// size, has(row), walk(visit) until visit returns true, and and(mask).

/** How many bits of a 32-bit word are set (Warren, Hacker's Delight, section 5-1). */
function bitCount(word) {
  let count = word - ((word >>> 1) & 0x55555555);
  count = (count & 0x33333333) + ((count >>> 2) & 0x33333333);
  return Math.imul((count + (count >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

/** How many bits are set in `bits`, and in `mask` too. */
export function countBoth(bits, mask) {
  let count = 0;
  for (let word = 0; word < bits.length; word++) {
    const both = bits[word] & mask[word];
    if (both !== 0) count += bitCount(both);
  }
  return count;
}

export function hasBit(bits, row) {
  return (bits[row >>> 5] & (1 << (row & 31))) !== 0;
}

export class RowBits {
  /** All rows of a catalog. */
  static every(count) {
    const bits = new Uint32Array((count + 31) >>> 5).fill(-1);
    if (count % 32 !== 0) bits[bits.length - 1] = 2 ** (count % 32) - 1;
    return new RowBits(bits);
  }

  constructor(bits, size = countBoth(bits, bits)) {
    this.bits = bits;
    this.size = size;
  }

  has(row) {
    return hasBit(this.bits, row);
  }

  walk(visit) {
    const { bits } = this;
    for (let word = 0; word < bits.length; word++) {
      for (let left = bits[word]; left !== 0; left &= left - 1) {
        if (visit((word << 5) + 31 - Math.clz32(left & -left))) return;
      }
    }
  }

  and(mask) {
    const bits = new Uint32Array(mask.length);
    for (let word = 0; word < bits.length; word++) bits[word] = this.bits[word] & mask[word];
    return new RowBits(bits);
  }

  /** Add one to `counts` for the set of each row. */
  countSets(setOf, counts) {
    const { bits } = this;
    for (let word = 0; word < bits.length; word++) {
      for (let left = bits[word]; left !== 0; left &= left - 1) {
        counts[setOf[(word << 5) + 31 - Math.clz32(left & -left)]]++;
      }
    }
  }
}

export class RowList {
  constructor(list) {
    this.list = list;
    this.size = list.length;
  }

  has(row) {
    const { list } = this;
    let low = 0;
    let high = list.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (list[middle] < row) low = middle + 1;
      else high = middle;
    }
    return list[low] === row;
  }

  walk(visit) {
    for (let index = 0; index < this.list.length; index++) if (visit(this.list[index])) return;
  }

  and(mask) {
    const { list } = this;
    const kept = new Uint32Array(list.length);
    let length = 0;
    for (let index = 0; index < list.length; index++) {
      if (hasBit(mask, list[index])) kept[length++] = list[index];
    }
    return new RowList(kept.subarray(0, length));
  }

  countSets(setOf, counts) {
    for (let index = 0; index < this.list.length; index++) counts[setOf[this.list[index]]]++;
  }
}
