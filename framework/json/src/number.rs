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
    let mut digits = [b'0'; 20];
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

/// Appends a number with as few digits as give it back; a value that takes more than sixteen is
/// rounded to what fits. False, and nothing is written, for what JSON has no number for.
///
/// The formatter of `core` would be right for every value, at three times the size of the rest of
/// the component that needs this.
pub fn push_f64(out: &mut String, value: f64) -> bool {
    if !value.is_finite() {
        return false;
    }
    if value.is_sign_negative() && value != 0.0 {
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
    let whole = rest as u64;
    let (mut scale, mut places) = (1.0, 0);
    // A quotient of two exact integers is rounded once, so equality means that the digits read
    // back as this very value.
    while round(rest * scale) as f64 / scale != rest && rest * scale * 10.0 < EXACT {
        scale *= 10.0;
        places += 1;
    }
    if places == 0 {
        push_u64(out, whole.max(round(rest)), 1);
    } else {
        let digits = round(rest * scale);
        let scale = scale as u64;
        push_u64(out, digits / scale, 1);
        let mut fraction = digits % scale;
        if fraction != 0 {
            while fraction % 10 == 0 {
                fraction /= 10;
                places -= 1;
            }
            out.push('.');
            push_u64(out, fraction, places);
        }
    }
    if exponent != 0 {
        out.push('e');
        push_i64(out, exponent);
    }
    true
}

fn round(value: f64) -> u64 {
    (value + 0.5) as u64
}
