//! Every column of every table, with what else it may be called. The handbook lists them from here (a test sees to
//! that).
//!
//! Columns under "for people" are known and pass, but nothing plans by them and they are never published.

use crate::heading::{Column, Meaning};

const DEPOT: &[&str] =
    &["储备库编码", "仓库编码", "depot", "储备库", "仓库", "warehouse", "warehouse_id", "库房", "仓库编号"];
const SITE: &[&str] =
    &["需求点编码", "医院编码", "site", "需求点", "hospital", "hospital_id", "医院", "需求点编号", "医院编号"];
const ITEM: &[&str] = &["物资编码", "item", "物资", "物资编号", "item_code", "sku", "物料编码"];
const LOT: &[&str] = &[
    "批次",
    "批次号",
    "批号",
    "lot",
    "lot_no",
    "lot_number",
    "batch",
    "batch_no",
    "batch_number",
    "batch_id",
    "生产批号",
];
const EXPIRY: &[&str] = &[
    "有效期至",
    "失效日期",
    "有效期",
    "效期",
    "失效期",
    "过期日期",
    "到期日",
    "expiry",
    "expiry_date",
    "expiration",
    "expiration_date",
    "expires",
    "expire_date",
    "exp_date",
    "use_by",
    "best_before",
];
const ON_HAND: &[&str] =
    &["数量", "库存数量", "在库数量", "库存", "库存量", "结存", "结存数量", "现有数量", "on_hand", "stock", "qty"];
const ASKED: &[&str] = &["数量", "申报量", "需求数量", "需求量", "申领数量", "申请数量", "qty", "requested"];

// For people.
const NAME: Column = Column::optional("name", &["名称", "name_zh", "name_en"]);
const ITEM_NAME: Column = Column::optional("item_name", &["物资名称", "品名", "物资名", "物料名称"]);
const UNIT: Column = Column::optional("unit", &["单位", "计量单位", "uom", "unit_of_measure"]);
const SPECIFICATION: Column = Column::optional("specification", &["规格", "规格型号", "型号", "spec"]);
const ADDRESS: Column = Column::optional("address", &["地址"]);
const KIND: Column = Column::optional("kind", &["类型", "类别"]);
const CITY: Column = Column::optional("city", &["城市", "市"]);
const COUNTY: Column = Column::optional("county", &["区县", "县"]);

const LATITUDE: Column = Column::optional("lat", &["latitude", "纬度"]);
const LONGITUDE: Column = Column::optional("lon", &["longitude", "经度", "lng"]);

/// depots.csv
pub const DEPOTS: &[Column] = &[
    Column::required("depot_id", DEPOT),
    Column::optional("name", &["名称", "name_zh", "仓库名称", "储备库名称", "depot_name"]),
    LATITUDE,
    LONGITUDE,
    ADDRESS,
    KIND,
    CITY,
    COUNTY,
];
/// sites.csv
pub const SITES: &[Column] = &[
    Column::required("site_id", SITE),
    Column::optional("name", &["名称", "name_zh", "医院名称", "需求点名称", "site_name"]),
    Column::optional("site_kind", &["机构类型", "机构类别", "需求点类型", "facility_type"]),
    Column::optional("district", &["地区", "所属区县", "所属地区", "district_id", "地区编码"]),
    LATITUDE,
    LONGITUDE,
    ADDRESS,
    KIND,
    CITY,
    COUNTY,
];
/// items.csv
pub const ITEMS: &[Column] = &[
    Column::required("item_id", ITEM),
    Column::optional("name", &["名称", "name_zh", "物资名称", "品名", "item_name"]),
    UNIT,
    Column::optional("grams", &["克", "单件克重"]),
    Column::optional("millilitres", &["毫升", "milliliters", "ml"]),
    Column::optional("weight_kg", &["千克", "公斤", "kg", "单件重量千克"]),
    Column::optional("volume_l", &["升", "litres", "liters", "单件体积升"]),
    Column::optional("pack", &["包装", "每包数量", "pack_size", "包装数量", "units_per_pack"]),
    SPECIFICATION,
];
/// reserves.csv, and an agent's list of reserves.
pub const RESERVES: &[Column] = &[
    Column::required("depot_id", DEPOT),
    Column::required("item_id", ITEM),
    Column::required("quantity", ON_HAND),
    Column::optional("lot_id", LOT),
    Column::optional("expires_on", EXPIRY),
    Column::optional("earmark", &["定向捐赠", "定向", "earmarked", "earmarked_for", "定向单位"]),
    Column::optional("available_at", &["可发时间", "available", "available_from"]),
    UNIT,
    ITEM_NAME,
    NAME,
    SPECIFICATION,
];
/// An agent's list of what is to come.
pub const INBOUND: &[Column] = &[
    Column::required("depot_id", DEPOT),
    Column::required("item_id", ITEM),
    Column::required("quantity", &["数量", "预计数量", "到货数量", "qty"]),
    Column::required("supplier", &["供应方", "供应商", "供货单位"]),
    Column::required("expected", &["预计到货", "预计到货时间", "expected_at", "expected_on", "eta"]),
    Column::required("confidence", &["把握", "把握程度", "可信度"]),
    Column::optional("lot_id", LOT),
    Column::optional("expires_on", EXPIRY),
    Column::optional("donor", &["捐赠方", "捐赠人", "捐赠单位"]),
    Column::optional("earmark", &["定向捐赠", "定向", "earmarked", "earmarked_for", "定向单位"]),
    UNIT,
    ITEM_NAME,
    NAME,
    SPECIFICATION,
];
/// An agent's list of what a site offers to others.
pub const EXCESS: &[Column] = &[
    Column::required("site_id", SITE),
    Column::required("item_id", ITEM),
    Column::required("quantity", &["数量", "多余数量", "可调出数量", "qty"]),
    Column::optional("lot_id", LOT),
    Column::optional("expires_on", EXPIRY),
    Column::optional("do_not_send", &["请勿发运", "不再需要"]),
    UNIT,
    ITEM_NAME,
    NAME,
    SPECIFICATION,
];
/// needs.csv, and an agent's list of needs. `wanted_by` is soft, `latest_useful` is hard, in both; the minutes count
/// from a plan's moment and are no part of a report.
pub const NEEDS: &[Column] = &[
    Column::required("site_id", SITE),
    Column::required("item_id", ITEM),
    Column::required("quantity", ASKED),
    Column::required("priority", &["优先级", "class", "priority_class", "紧急程度"]),
    Column::optional("flag_only", &["仅有需求", "数量不详"]),
    Column::optional("weight", &["权重"]),
    Column::optional("entitlement", &["核定量", "核定数量"]),
    Column::optional("wanted_by", &["需求时间", "要求送达时间"]).formerly(&["due_at"], Meaning::WantedBy),
    Column::optional("wanted_by_minutes", &["期望到达分钟"]).formerly(&["expected_minutes"], Meaning::WantedBy),
    Column::optional("latest_useful", &["最晚有效时间"]).formerly(&["latest_useful_at"], Meaning::LatestUseful),
    Column::optional("latest_useful_minutes", &["限时分钟", "最迟到达分钟"])
        .formerly(&["due_minutes"], Meaning::LatestUseful),
    Column::optional("life_days_min", &["最短剩余效期", "最少剩余天数"]),
    UNIT,
    ITEM_NAME,
    NAME,
    SPECIFICATION,
];
/// lanes.csv
pub const LANES: &[Column] = &[
    Column::required("from", &["起点", "储备库编码", "仓库编码", "depot_id", "depot"]),
    Column::required("to", &["终点", "需求点编码", "医院编码", "site_id", "site"]),
    Column::optional("minutes", &["分钟", "运输分钟", "时间", "运输时间分钟"]),
    Column::optional("cost", &["费用", "单位费用", "unit_cost"]),
    Column::optional("capacity", &["运力", "通道运力"]),
    Column::optional("pool", &["车队", "车队编码", "pool_id"]),
    Column::optional("distance_km", &["公里", "距离公里", "km"]),
];
/// protected.csv
pub const PROTECTED: &[Column] = &[
    Column::required("depot_id", DEPOT),
    Column::required("item_id", ITEM),
    Column::required("quantity", &["数量", "最低保有量", "保底库存", "qty"]),
    UNIT,
    ITEM_NAME,
];
/// pools.csv
pub const POOLS: &[Column] = &[
    Column::required("pool_id", &["车队编码", "车队", "pool"]),
    Column::optional("departs", &["发车时间"]),
    Column::optional("grams", &["克", "载重克"]),
    Column::optional("millilitres", &["毫升", "milliliters", "ml", "容积毫升"]),
    NAME,
];
/// places.csv
pub const PLACES: &[Column] = &[
    Column::required("place_id", &["地点编码", "place"]),
    Column::required("kind", &["类型"]),
    Column::required("latitude", &["纬度", "lat"]),
    Column::required("longitude", &["经度", "lon", "lng"]),
    NAME,
    ADDRESS,
];
/// substitutes.csv
pub const SUBSTITUTES: &[Column] = &[
    Column::required("needed", &["所需物资"]),
    Column::required("given", &["替代物资"]),
    Column::optional("ratio", &["替代比"]),
    Column::optional("penalty", &["替代罚分"]),
];
/// kits.csv
pub const KITS: &[Column] = &[
    Column::required("kit", &["套装"]),
    Column::required("component", &["组件"]),
    Column::required("units", &["数量"]),
];
/// last.csv, and allocation.csv as `plan` writes it.
pub const ALLOCATION: &[Column] = &[
    Column::required("from", DEPOT),
    Column::required("to", SITE),
    Column::required("item_id", ITEM),
    Column::required("quantity", &["数量", "qty"]),
    Column::optional("serves", &["用于"]),
    Column::optional("lot_id", LOT),
    Column::optional("packs", &["包数", "件数"]),
    ITEM_NAME,
];
/// unmet.csv as `plan` writes it.
pub const UNMET: &[Column] = &[
    Column::required("site_id", SITE),
    Column::required("item_id", ITEM),
    Column::required("quantity", &["数量", "qty"]),
    Column::required("reason", &["原因"]),
];
/// Open needs, as `needs export` writes them and `needs verify` reads them. Only the last four are filled in.
pub const VERIFICATION: &[Column] = &[
    Column::required("site_id", SITE),
    Column::required("item_id", ITEM),
    Column::optional("claimed", &["申报量"]),
    Column::optional("priority", &["申报优先级"]),
    Column::optional("entitlement", &["现核定量"]),
    Column::optional("way", &["方式"]),
    Column::required("verified", &["核定量", "核定数量"]),
    Column::optional("class", &["核定优先级"]),
    Column::optional("basis", &["依据"]),
    Column::optional("evidence", &["凭证"]),
];

/// Every table with its columns, in the order in which the handbook tells them.
pub const ALL: &[(&str, &[Column])] = &[
    ("depots.csv", DEPOTS),
    ("sites.csv", SITES),
    ("items.csv", ITEMS),
    ("reserves.csv", RESERVES),
    ("needs.csv", NEEDS),
    ("lanes.csv", LANES),
    ("protected.csv", PROTECTED),
    ("pools.csv", POOLS),
    ("places.csv", PLACES),
    ("substitutes.csv", SUBSTITUTES),
    ("kits.csv", KITS),
    ("last.csv", ALLOCATION),
    ("unmet.csv", UNMET),
    ("a table of `needs export`", VERIFICATION),
    ("a list of what is to come", INBOUND),
    ("a list of what a site offers", EXCESS),
];

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    #[test]
    fn no_heading_means_two_columns_of_a_table() {
        for (file, columns) in ALL {
            let mut names = BTreeMap::new();
            for column in *columns {
                for name in column.names() {
                    let plain: String = name.to_lowercase().replace('_', "");
                    if let Some(other) = names.insert(plain, column.name) {
                        assert_eq!(other, column.name, "{file}: {name}");
                    }
                }
            }
        }
    }
}
