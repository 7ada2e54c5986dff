//! Numbers into JSON.

use alloc::string::String;

/// Appends an integer.
pub fn push_i64(out: &mut String, n: i64) {
    if n < 0 {
        out.push('-');
    }
    push_u64(out, n.unsigned_abs(), 1);
}

/// Appends an integer with at least `width` digits.
fn push_u64(out: &mut String, mut n: u64, width: usize) {
    let mut digits = [b'0'; 24];
    let mut at = digits.len();
    while n > 0 || digits.len() - at < width {
        at -= 1;
        digits[at] = b'0' + (n % 10) as u8;
        n /= 10;
    }
    for &d in &digits[at..] {
        out.push(char::from(d));
    }
}

/// Integers up to here are exact in an `f64`.
const EXACT: f64 = 9_007_199_254_740_992.0;

/// Appends a number that reads back as the same value, with few digits where few are enough. Below
/// 1e-5 and from 2⁵³ on, where nobody counts, a value is rounded to about fifteen digits. False,
/// and nothing is written, for what JSON has no number for.
///
/// The formatter of `core` would do for every value, but it is 12 kB, as much as half of the
/// component that needs this.
pub fn push_f64(out: &mut String, value: f64) -> bool {
    if !value.is_finite() {
        return false;
    }
    if value < 0.0 {
        out.push('-');
    }
    let mut rest = value.abs();
    let mut exponent = 0;
    while rest >= EXACT {
        rest /= 10.0;
        exponent += 1;
    }
    while rest != 0.0 && rest < 1e-5 {
        rest *= 10.0;
        exponent -= 1;
    }
    let (digits, places) = decimal(rest);
    push_decimal(out, digits, places);
    if exponent != 0 {
        out.push('e');
        push_i64(out, exponent);
    }
    true
}

/// A value that is 0 or at least 1e-5 and below 2⁵³, as an integer over a power of ten.
fn decimal(value: f64) -> (u64, usize) {
    let bits = value.to_bits();
    let mantissa = u128::from(bits & ((1 << 52) - 1) | 1 << 52);
    if value == 0.0 {
        return (0, 0);
    }
    // value = mantissa / 2^shift; shift is 0..=69, and mantissa * 10^22 stays below 2^127.
    let shift = 1075 - (bits >> 52) as u32;
    let (mut power, mut scale, mut places) = (1u128, 1.0, 0);
    loop {
        let product = mantissa * power;
        let half = (1u128 << shift) >> 1;
        let digits = ((product + half) >> shift) as u64;
        // A quotient of two exact numbers is rounded once, so equality means that the digits read
        // back as this very value; seventeen of them always do.
        let reads_back = (digits as f64) < EXACT && digits as f64 / scale == value;
        if reads_back || digits >= 10_000_000_000_000_000 {
            return (digits, places);
        }
        power *= 10;
        scale *= 10.0;
        places += 1;
    }
}

/// Appends `digits` with the last `places` of them behind the point.
fn push_decimal(out: &mut String, mut digits: u64, mut places: usize) {
    while places > 0 && digits.is_multiple_of(10) {
        digits /= 10;
        places -= 1;
    }
    // Up to 22 places, of which at most seventeen are not zero.
    let (mut whole, mut fraction, mut scale) = (digits, 0, 1u64);
    for _ in 0..places.min(19) {
        scale *= 10;
    }
    if places > 0 {
        (whole, fraction) =
            if places > 19 { (0, digits) } else { (digits / scale, digits % scale) };
    }
    push_u64(out, whole, 1);
    if places > 0 {
        out.push('.');
        push_u64(out, fraction, places);
    }
}
