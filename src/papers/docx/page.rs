//! The page of GB/T 9704-2012, 5.2: sizes in twips, twenty to the point.

/// One millimetre is 56.7 twips.
pub(super) const fn mm(millimetres: usize) -> usize {
    (millimetres * 1440 * 10 + 127) / 254
}

/// A4, the short side and the long side.
const A4: (usize, usize) = (11906, 16838);

/// 22 lines on 225 mm.
pub(super) const LINE: usize = 578;
/// A character of 三号, 16 pt, as 28 of them fill a line: a quarter of a point narrower than it is high.
pub(super) const CHARACTER: usize = 315;

/// Which way a page lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    /// 竖排
    Upright,
    /// 横排, for lists too wide for an upright page.
    Across,
}

impl Way {
    /// The width of the text area.
    pub(super) fn room(self) -> usize {
        let (width, _) = self.size();
        let [_, right, _, left] = self.margins();
        width - left - right
    }

    fn size(self) -> (usize, usize) {
        match self {
            Self::Upright => A4,
            Self::Across => (A4.1, A4.0),
        }
    }

    /// Top, right, bottom, left. A page across is an upright one turned, its head towards the binding.
    fn margins(self) -> [usize; 4] {
        match self {
            Self::Upright => [mm(37), mm(26), mm(35), mm(28)],
            Self::Across => [mm(28), mm(37), mm(26), mm(35)],
        }
    }

    /// The section that ends here: its page, its footers, and where `banner` its headers.
    pub(super) fn section(self, banner: bool) -> String {
        let (width, height) = self.size();
        let [top, right, bottom, left] = self.margins();
        let turned = if self == Self::Across { r#" w:orient="landscape""# } else { "" };
        let headers = if banner {
            r#"<w:headerReference w:type="default" r:id="rId6"/><w:headerReference w:type="even" r:id="rId7"/>"#
        } else {
            ""
        };
        // The dash of the page number stands 7 mm below the text area (7.5).
        let footer = bottom - mm(10);
        format!(
            r#"<w:sectPr>{headers}<w:footerReference w:type="default" r:id="rId4"/><w:footerReference w:type="even" r:id="rId5"/><w:type w:val="nextPage"/><w:pgSz w:w="{width}" w:h="{height}"{turned}/><w:pgMar w:top="{top}" w:right="{right}" w:bottom="{bottom}" w:left="{left}" w:header="{}" w:footer="{footer}" w:gutter="0"/><w:docGrid w:type="lines" w:linePitch="{LINE}"/></w:sectPr>"#,
            mm(15)
        )
    }
}
