//! 批次的现状: a batch that stands, and its approval.

use anyhow::Result;

use super::batch::refused;
use crate::casework::dossier::RoundFile;
use crate::casework::misuse;
use crate::store::facts::{Batch, BatchApproval, BatchCancellation};
use crate::store::{Store, Stored};

/// The bank's reference, after what it is of.
pub(super) fn reference(bank_ref: Option<&str>) -> String {
    bank_ref.map(|text| format!("，流水号 {text}")).unwrap_or_default()
}

/// A batch as it was planned, whatever became of it.
pub(super) fn planned(store: &Store, batch: i64) -> Result<Stored<Batch>> {
    match store.by::<Batch>("id", batch)?.pop() {
        Some(planned) => Ok(planned),
        None => misuse(format!(
            "没有编号为 {batch} 的拨款批次。应拨和已拨的款项见 studiogrant disburse list（往年的加 --year）"
        )),
    }
}

/// A batch that stands: not cancelled.
pub(super) fn standing(store: &Store, batch: i64) -> Result<Stored<Batch>> {
    let standing = planned(store, batch)?;
    if let Some(cancelled) = store.newest::<BatchCancellation>("batch_id", batch)? {
        let found = format!("批次 {batch} 已于 {} 作废", cancelled.fact.cancelled_on);
        let again = RoundFile::by_id(store, standing.fact.round_id)?.command("disburse plan");
        return refused(found, &format!("作废的批次不再办理；其中的款项重新编制：{again}"));
    }
    Ok(standing)
}

/// The approval of a batch that must have one.
pub(super) fn approval(store: &Store, batch: i64) -> Result<BatchApproval> {
    standing(store, batch)?;
    match store.newest::<BatchApproval>("batch_id", batch)? {
        Some(approval) => Ok(approval.fact),
        None => refused(
            format!("批次 {batch} 还没有审批"),
            &format!("请由编制人以外的操作员审批：studiogrant disburse approve {batch}"),
        ),
    }
}
