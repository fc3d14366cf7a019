### 不经调度中心的规划：yicang offline。

offline-not-a-time = { $text } 不是时间；请写 2020-02-01T18:00:00+08:00，UTC 时间以 Z 结尾
offline-seed-empty = 为空；请不写 --seed，或给出一些文字
offline-seed-long = 长 { $bytes } 字节；最多 { $max } 字节
offline-seed-control = 含有控制字符；请给出一行文字
offline-second-level = 应为 minutes 或 cost

offline-faults = 表格有 { $count } 处错误；未作任何处理{ $lines }
offline-minutes = { $missing }
offline-no-need = --explain { $word }：没有此需求；请按 needs.csv 写 SITE 或 SITE/ITEM
offline-refused = 方案未通过核对，没有写出；请连同表格一起上报：{ $found }
offline-not-counted = 无法统计方案；请连同表格一起上报：{ $why }

offline-written = 已写入 { $out }：
offline-check-it = 核对：{ $command }
offline-policy = 规则：{ $policy }（sha256 { $sha256 }）
offline-secondary = 次目标：{ $cost }（{ $counts } × 数量），{ $proven }
offline-counts-minutes = 分钟
offline-counts-cost = 费用
offline-size = 需求：{ $needs }，可行调拨：{ $columns }，用时 { $seconds } 秒
offline-efficacy = 满足程度：加权需求的 { $share } 得到满足
offline-equity = 公平：{ $class }：覆盖率 { $lowest } 至 { $highest }（相差 { $range }），需求：{ $needs }
offline-efficiency = 效率：每单位 { $minutes } 分钟
offline-certificate-none = 证明：没有单独规划的物资
offline-certificate-all = 证明：每项物资均经影子价格验证为最优
offline-certificate-some = 证明：{ $count } 项物资经影子价格验证为最优
offline-joint-best = 联合规划，已证明最优：{ $items }
offline-joint-by-level = 联合规划，证明见上面各层：{ $items }
offline-left-out = 未纳入方案：{ $items }：{ $why }

offline-title-prices = 影子价格：多一单位的收益
offline-title-earmarks = 定向捐赠的代价：各自取消后的最优方案减去本方案
offline-title-vehicles = 车队
offline-price-reserve = 最低保有量 { $depot }/{ $item }
offline-price-lane = 通道 { $depot } -> { $site }
offline-price-lane-item = 通道 { $depot } -> { $site }，{ $item }
offline-price-tonne = 车队 { $pool }，每吨
offline-price-cubic-metre = 车队 { $pool }，每立方米
offline-price-saved = 节省 { $amount } { $counts }
offline-price-for = 须付出 { $amount } { $counts }
offline-price-draw = 抽签中更靠前
offline-price-others = 因让出而受益的其他需求
offline-gain = { $level } { $value }
offline-gains = { $gains }
offline-gain-nothing = 无
offline-and-more = 另有 { $count } 项；--report 文件 可写出全部
offline-more-earmarks = 另有 { $count } 个定向批次未计算

offline-count-shipments = { $count ->
   *[other] { $number } 笔调拨
}
offline-count-needs = { $count ->
   *[other] { $number } 条需求
}
offline-count-violations = { $count ->
   *[other] { $number } 处不符
}
offline-valid = 通过：{ $needs }，{ $shipments }；已核对：{ $counted }
offline-not-valid = 未通过：{ $needs }，{ $shipments }，{ $violations }
offline-counted-all = 各行、原因、数值和价格
offline-counted-rows = 各行和原因的合计（表格旁没有精确文本：数值和价格未核对）

## `offline check` 由表格算得的错误。

offline-check-no-lanes = 没有 lanes.csv，也没有可用来计算路程的规则：请用 --policy 指定
offline-check-zero = 为 0
offline-check-zero-remedy = 一行至少调拨或缺少 1 个基本单位
offline-check-not-in = { $table } 中没有 { $id }
offline-check-packs = { $packs } 包（每包 { $pack }）不是 { $units } 单位
offline-check-packs-remedy = 请更正其中之一
offline-check-reason = { $word } 不是原因
offline-check-reason-remedy = 原因应为 { $codes } 之一
offline-check-unreadable = 无法读取：{ $why }
offline-check-json = 不是可读的摘要：第 { $line } 行第 { $column } 列
offline-check-situation = situation.txt 与表格不符：文本为 { $text }，表格为 { $table }
offline-check-nothing-more = 无更多内容
offline-check-allocation = allocation.csv 与 plan.txt 的合计不符
offline-check-unmet = unmet.csv 与 plan.txt 不符
offline-check-levels = 有 { $said } 层，算得 { $counted } 层
offline-check-level = 第 { $level } 层与 plan.txt 的合计不符
recount-no-lane = 运输通道 { $depot } -> { $site }：没有这条通道，却有 { $units } 单位经过
recount-lane = 运输通道 { $depot } -> { $site }：有 { $units } 单位经过，运力为 { $carries }
recount-grams = 运力池 { $pool }：装载 { $used } 克，运力为 { $limit }
recount-millilitres = 运力池 { $pool }：装载 { $used } 毫升，运力为 { $limit }
recount-packs = { $depot } -> { $site } 物资 { $item }：{ $units } 单位不是每包 { $pack } 的整包
recount-stock = 储备库 { $depot } 物资 { $item }：调出 { $sent } 单位，现有 { $stock }
recount-protected = 储备库 { $depot } 物资 { $item }：{ $stock } 单位中调出 { $sent }，应留 { $held } 作为最低保有量
recount-lots = 储备库 { $depot } 物资 { $item }：调出 { $sent } 单位，但可去往该处的批次（定向捐赠、有效期、时限、车辆）最多只有 { $most }
recount-serves-not = 需求 { $need }：{ $item } 不能满足它，却给予了 { $units } 单位
recount-ratio = 需求 { $need }：{ $units } 单位 { $item } 按 { $give } 抵 { $serve } 不能折成整数
recount-kits = 需求 { $need }：{ $units } 单位组成部分 { $item } 不能组成 { $kits } 套（每套 { $each }）
recount-unasked = 需求 { $need }：没有人申报，却给予了 { $units } 单位
recount-given = 需求 { $need }：给予 { $units } 单位，申报 { $asked }
recount-unasked-unmet = 需求 { $need }：没有人申报，unmet.csv 却称其未满足
recount-reasons = 需求 { $need }：未满足 { $lacking } 单位，各原因合计 { $explained }
