//! The ink of the charts: fills that differ without colour, a scale, and lines of text. Coordinates are whole units of
//! the picture's own grid, which the page scales.

use maud::{Markup, html};
use unicode_width::UnicodeWidthStr;

/// How wide every picture is.
pub(super) const WIDTH: i64 = 500;
/// How large text is, and how wide half a Chinese character.
pub(super) const FONT: i64 = 15;
pub(super) const CELL: i64 = 8;

/// 填充: how an area is filled, told apart in black and white.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fill {
    Solid,
    Hatched,
    Dotted,
    Open,
}

impl Fill {
    /// Parts that lie upon one another: the last is the darkest.
    pub(super) fn nested(count: usize) -> Vec<Self> {
        let dark = [Self::Solid, Self::Hatched, Self::Open];
        (0..count).rev().map(|at| *dark.get(at).unwrap_or(&Self::Dotted)).collect()
    }

    /// Parts that stand behind one another.
    pub(super) fn stacked(count: usize) -> Vec<Self> {
        [Self::Solid, Self::Hatched, Self::Dotted, Self::Open].into_iter().cycle().take(count).collect()
    }

    fn paint(self) -> &'static str {
        match self {
            Self::Solid => "#1f4e79",
            Self::Hatched => "url(#hatched)",
            Self::Dotted => "url(#dotted)",
            Self::Open => "#fff",
        }
    }
}

/// The patterns, once for all pictures of the page.
pub(super) fn defined() -> Markup {
    html! {
        svg.ink aria-hidden="true" {
            defs {
                pattern id="hatched" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)" {
                    rect width="6" height="6" fill="#fff" {}
                    rect width="2" height="6" fill="#1f4e79" {}
                }
                pattern id="dotted" width="6" height="6" patternUnits="userSpaceOnUse" {
                    rect width="6" height="6" fill="#fff" {}
                    circle cx="3" cy="3" r="1" fill="#1f4e79" {}
                }
            }
        }
    }
}

/// A picture of this height, told in words to those who can't see it.
pub(super) fn picture(title: &str, height: i64, content: &Markup) -> Markup {
    html! {
        svg.chart viewBox={ "0 0 " (WIDTH) " " (height) } role="img" aria-label=(title) { (content) }
    }
}

/// A filled rectangle: left, top, width, height.
pub(super) fn area(fill: Fill, [x, y, width, height]: [i64; 4]) -> Markup {
    html! { rect x=(x) y=(y) width=(width) height=(height) fill=(fill.paint()) stroke="#1f4e79" {} }
}

/// A dashed line from one point to another, seen on any ground.
pub(super) fn dashed([x1, y1, x2, y2]: [i64; 4]) -> Markup {
    html! {
        line x1=(x1) y1=(y1) x2=(x2) y2=(y2) stroke="#fff" stroke-width="5" {}
        line x1=(x1) y1=(y1) x2=(x2) y2=(y2) stroke="#000" stroke-width="2" stroke-dasharray="6 4" {}
    }
}

/// 对齐: where a text stands from its point.
#[derive(Debug, Clone, Copy)]
pub(super) enum Anchor {
    Start,
    Middle,
    End,
}

/// A line of text on its base line.
pub(super) fn text(anchor: Anchor, x: i64, y: i64, words: &str) -> Markup {
    let anchor = match anchor {
        Anchor::Start => "start",
        Anchor::Middle => "middle",
        Anchor::End => "end",
    };
    html! { text x=(x) y=(y) text-anchor=(anchor) { (words) } }
}

/// The words beside a point, on the side where they fit into the picture.
pub(super) fn beside(x: i64, y: i64, words: &str) -> Markup {
    let width = breadth(words);
    if x + width + 6 <= WIDTH {
        text(Anchor::Start, x + 6, y, words)
    } else if x - width - 6 >= 0 {
        text(Anchor::End, x - 6, y, words)
    } else {
        text(Anchor::Middle, WIDTH / 2, y, words)
    }
}

/// How wide a text is.
pub(super) fn breadth(words: &str) -> i64 {
    i64::try_from(words.width()).unwrap_or(i64::MAX / 100) * CELL
}

/// The beginning of a text that is too wide for its place.
pub(super) fn fitted(words: &str, width: i64) -> String {
    if breadth(words) <= width {
        return words.to_owned();
    }
    let mut kept = String::new();
    for letter in words.chars() {
        if breadth(&kept) + breadth(letter.encode_utf8(&mut [0; 4])) + 2 * CELL > width {
            break;
        }
        kept.push(letter);
    }
    kept + "…"
}

/// How long `value` is where `whole` takes `length`; whatever is there at all can be seen.
pub(super) fn scaled(value: i64, whole: i64, length: i64) -> i64 {
    if value <= 0 || whole <= 0 {
        return 0;
    }
    let scaled = i128::from(value.min(whole)) * i128::from(length) / i128::from(whole);
    i64::try_from(scaled).unwrap_or(length).max(2)
}

/// What each fill stands for, from this height on; and the height beneath.
pub(super) fn legend(fills: &[Fill], names: &[String], top: i64) -> (Markup, i64) {
    let (mut x, mut y, mut spots) = (0, top, Vec::new());
    for (fill, name) in fills.iter().zip(names) {
        let width = 26 + breadth(name) + 18;
        if x > 0 && x + width > WIDTH {
            (x, y) = (0, y + 24);
        }
        spots.push((x, y, *fill, name));
        x += width;
    }
    let drawn = html! {
        @for (x, y, fill, name) in spots {
            (area(fill, [x + 1, y + 1, 18, 14]))
            (text(Anchor::Start, x + 26, y + 14, name))
        }
    };
    (drawn, y + 28)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_length_is_never_too_long_and_never_lost() {
        assert_eq!((scaled(0, 10, 300), scaled(-5, 10, 300), scaled(5, 0, 300)), (0, 0, 0));
        assert_eq!((scaled(5, 10, 300), scaled(10, 10, 300), scaled(99, 10, 300)), (150, 300, 300));
        assert_eq!((scaled(1, i64::MAX, 300), scaled(i64::MAX, i64::MAX, 300)), (2, 300));
    }

    #[test]
    fn a_long_name_is_cut_to_its_place() {
        assert_eq!(fitted("泗泾镇", 60), "泗泾镇");
        let cut = fitted("上海虚构精密机械制造有限公司松江分公司", 120);
        assert!(cut.ends_with('…') && breadth(&cut) <= 120, "{cut}");
    }

    #[test]
    fn parts_are_told_apart() {
        assert_eq!(Fill::nested(3), [Fill::Open, Fill::Hatched, Fill::Solid]);
        assert_eq!(Fill::stacked(4), [Fill::Solid, Fill::Hatched, Fill::Dotted, Fill::Open]);
    }
}
