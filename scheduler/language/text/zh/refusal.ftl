### 中心（或读取所发内容的一方）为何拒绝。

refused = { $what }：{ $faults }
refused-more = 另有 { $count } 处
refused-more-faults = 另有 { $count } 处错误；用 SubmitReports（流）可看到全部
refused-number-used = 序号 { $sent } 已用过；应为 { $due }
refused-number-skips = 序号 { $sent } 跳过了一份报告；应为 { $due }
refused-broke-off = 调用中断；原因见中心的日志
refused-report = 报告被拒绝
refused-command = 命令被拒绝
refused-question = 查询被拒绝
refused-approval = 批准被拒绝
refused-enrolment = 登记被拒绝
refused-grant = 选择性披露被拒绝
refused-verification = 核定被拒绝
refused-rejection = 驳回未被接受
refused-record = 代录被拒绝
refused-note = 备注被拒绝
refused-release = 发出被拒绝
refused-change = 目录的更改被拒绝
refused-hold = 冻结未被接受
refused-settlement = 结清未被接受
refused-plan = 无法制定方案

## 线上传来的内容。每句跟在字段名之后。

wire-missing = 未提供
wire-unreadable = 无法读取：{ $why }
wire-newer-fields = 含有比本中心更新的字段，中心须升级；或字段未按编号排列
wire-newer-version = { $version } 比本中心更新，本中心最高认识版本 { $known }；中心须升级
wire-salt = { $bytes } 字节；请发送 { $wanted } 个随机字节
wire-too-long = { $bytes } 字节；最多 { $max }
wire-log-missing = 未提供；请写明报告所属的公开日志
wire-word-of-version = 是版本 { $word } 的字段，而报告是版本 { $version }；请发送版本 { $word }
wire-no-date = { $text } 不是日期；请写 YYYY-MM-DD，例如 2027-03-31
wire-no-step = { $step } 不是步骤；请发送 picked、shipped 或 received
wire-no-status = 不是本程序认识的状态
wire-no-moment = { $seconds } 秒不是公元 −9999 至 9999 年间的时刻
wire-moment-missing = 未提供；请发送 UTC 时刻
wire-no-reason = 本程序不认识 { $text }
wire-no-hash = { $bytes } 字节；SHA-256 有 32 字节

## 报告。每句跟在字段名之后。

report-body-missing = 未提供；请发送 need、reserve、change、facts 或 step
report-sequence-zero = 为 0；报告从 1 开始编号
report-life-too-long = { $days } 天；最多 { $max }
report-item-twice = { $item } 已出现在第 { $line } 行；每种物资只写一行
report-lot-twice = { $item } 批次 { $lot } 已出现在第 { $line } 行；每个批次只写一行
report-line-count = { $count } 行；一份报告为 1 至 { $max } 行，请拆分
report-fact-twice = 去掉了同一行写明的内容；两者只发其一
report-too-long = { $bytes } 字节；一份报告最多 { $max }，请拆分
report-other-log = 报告属于日志 { $log }，而本中心的日志是 { $own }；未作任何记录。是演练用的吗？
report-id-used = { $id } 已用于另一份报告（记录 { $record }）；请换一个
report-older = 为 { $version }，而 { $agent } 已签过版本 3 的报告；更早签的报告应使用更早的序号
agent-unknown = 上报端 { $agent } 未登记
unknown-site = 目录中没有需求点 { $site }
unknown-depot = 目录中没有储备库 { $depot }
unknown-item = 目录中没有物资 { $item }
unknown-place = 目录中没有 { $place }
unknown-order = 没有指令 { $order }
unknown-class = { $class } 不是规则中的优先级；请用 { $known } 之一
foreign-site = 上报端 { $agent } 不能为需求点 { $site } 上报
foreign-depot = 上报端 { $agent } 不能为储备库 { $depot } 上报
foreign-picked = 只有该储备库的上报端能确认指令 { $order } 已拣货
foreign-shipped = 只有该储备库的上报端能确认指令 { $order } 已发运
foreign-received = 只有该需求点的上报端能确认指令 { $order } 已签收
lot-looks-alike = { $lot } 与批次 { $other } 只有大小写或全半角之别；请写成一样

## 指令的步骤。

order-approved = 已批准
order-picked = 已拣货
order-dispatched = 已发运
order-received = 已签收
order-cancelled = 已取消
order-replaced = 已改派
step-of-replaced = 指令 { $order } 已被决定 { $record } 取代，不能再继续
step-no-picking = 指令 { $order } { $is }，现在不能拣货
step-no-shipping = 指令 { $order } { $is }，现在不能发运
step-no-receiving = 指令 { $order } { $is }，现在不能签收
step-picked-too-much = 拣货 { $quantity }，但只下达了 { $limit }；请按下达数上报，其余作为库存上报
step-shipped-too-much = 发运 { $quantity }，但只下达了 { $limit }；请按下达数上报，其余作为库存上报
step-received-too-much = 签收 { $quantity }，但只发运了 { $limit }；请按发运数上报，其余作为库存上报

## 命令。每句跟在字段名之后，或自成一句。

command-body-missing = 没有写明要做什么
command-other-log = 命令属于日志 { $log }，而本中心的日志是 { $own }；未执行
command-id-used = { $id } 已用于另一条命令；请换一个
command-older = 为 1，而 { $coordinator } 已签过版本 2 的命令
command-other-body = 不是 { $body }
command-own-call = { $body } 有自己的调用
command-made-no-plan = 该命令没有制定方案
command-approved-no-plan = 该命令没有批准方案
signer-unknown = { $signer } 未登记
not-authentic = 签名未通过验证
not-authentic-face = 公开部分的签名未通过验证
clock-apart = { $said } 与中心时钟 { $now } 相差超过 { $minutes } 分钟；请校准时钟
clock-jumped-back = 中心的时钟在运行中向后跳了 { $minutes } 分钟：须有人校准时钟并重新启动中心（必要时用 `yicang serve --clock-is-right`），此前不作任何记录
clock-jumped-ahead = 中心的时钟在运行中向前跳了 { $minutes } 分钟：须有人校准时钟并重新启动中心（必要时用 `yicang serve --clock-is-right`），此前不作任何记录
forbidden-unsigned = 无人签名
forbidden-recovery = { $id } 是恢复密钥：只能登记调度员，不能做别的
forbidden-no-coordinator = { $id } 已登记，但不是调度员
forbidden-no-place = 上报端 { $agent } 不能为任何储备库或需求点上报；此前上报的仍然有效
text-length = 有 { $bytes } 字节；请写 1 至 { $max } 字节
note-no-plan = 为空；请写明方案
note-no-line = 不是 1 至 { $max } 字节、前后无空白的一行
release-no-decision = 记录 { $record } 不是决定
release-done = 决定 { $record } 的指令已经发出

## 选择性披露与脱敏字段。

grant-no-salts = 脱敏字段无法揭示：{ $why }
grant-too-many-lines = { $count } 行；最多写 { $max } 行，一条记录的全部字段可写成一行
grant-fields = 指定了 { $count } 个字段；一次授权可揭示 1 至 { $max } 个
grant-past = { $until } 已过；请写将来的时间
masked-no-entry = 没有记录 { $entry }：日志有 { $count } 条
masked-unreadable = 记录 { $entry } 无法揭示：{ $why }
masked-none = 记录 { $entry } 没有脱敏字段
masked-only = 记录 { $entry } 只有 { $fields }
masked-forgotten = 记录 { $entry } 的 `{ $field }` 无法揭示：其盐值已被遗忘
masked-other-salts = { $why }；这些盐值属于本日志吗？

## 登记。

enrol-other-key = { $agent } 已用密钥 { $key } 登记；请用新的编号登记新密钥
enrol-done = { $agent } 已登记：{ $grant }。请写明增减（--add-site、--remove-site、--add-depot、--remove-depot），或用 --set 全部替换
enrol-recovery-only = 已有恢复密钥，只有它能更改哪些密钥是恢复密钥
enrol-last-coordinator = 这样将没有调度员：{ $agent } 是唯一一位。请先登记另一位调度员（yicang enrol ID --key KEY --coordinator）
enrol-looks-alike = { $id } 与 { $other } 只有大小写或全半角之别；请换一个编号
enrol-change-of-unknown = 未登记；请先登记（yicang enrol ID --key KEY --site SITE）
enrol-change-and-grant = 同时带有整份授权；请只发增减，或只发全部
enrol-change-too-long = { $count } 处；一条命令最多更改 { $max } 处，请拆分
enrol-too-many-places = { $count } 个储备库和需求点；一个上报端最多负责 { $max } 个
enrol-recovery-with-more = 恢复密钥只能登记；不为任何地点上报，也不是调度员
enrol-key-length = { $bytes } 字节，应为 32
enrol-added-and-removed = { $place } 同时被增加；两者只写其一
enrol-not-there = 该上报端不为 { $place } 上报

## 方案与批准。

plan-none-yet = 还没有方案；请先制定：yicang plan
plan-unknown = 没有方案 { $plan }
plan-second-level = 没有 { $number } 这一项；请发送 minutes 或 cost
plan-took-too-long = 制定方案用了 { $took } 分钟，而其态势最多可早 { $most } 分钟；未作任何记录。请用细级较少的规则，或更快的机器
plan-not-public = 方案已记录，但尚未公开：{ $why }
plan-too-long = 态势与方案共 { $bytes } 字节；一条记录最多 { $max }
plan-of-version-1 = 该方案按版本 1 的规则制定，不能证明优先级的先后；请制定新方案并批准它
plan-refused-by-checker = 核验程序拒绝了该方案：{ $why }
plan-without-cost = 次要目标是费用，但这些运输通道没有费用：{ $lanes }
plan-without-cost-more = 次要目标是费用，但这些运输通道没有费用：{ $lanes }，另有 { $more } 条
plan-overflow = 数量、重量或费用过大，无法精确相加
plan-checker-refused = 检查程序否定了规划结果，请报告：{ $why }
plan-broke-off = 规划程序在此中断，这是程序的错误：请连同输入一并报告
policy-unknown = 没有规则 { $name }；请用 { $names } 之一
policy-name-and-text = 规则的名称与正文只能给其一
policy-name-long = 名称有 { $bytes } 字节；最多 { $max }
minutes-for-second-level = 运输通道 { $depot } -> { $site } 没有分钟数，而次要目标是时间
minutes-for-latest-useful = 运输通道 { $depot } -> { $site } 没有分钟数，而需求 { $need } 有最晚有用时刻
minutes-for-wanted-by = 运输通道 { $depot } -> { $site } 没有分钟数，而需求 { $need } 有期望时刻，且规则规定了延误的代价
minutes-for-last-day = 运输通道 { $depot } -> { $site } 没有分钟数，而需求 { $need } 可能得到有失效日期的批次 { $lot }
approve-other-text = 不是该方案正文的哈希；请先阅读要批准的方案
approve-misfits = { $plan } 已不再适用：{ $why }
approve-done = { $plan } 已经批准（记录 { $record }）
approve-overtaken = { $plan } 已过时：{ $other } 在其制定之后获得批准（记录 { $record }）；请制定新方案
misfit-order-went-on = 指令 { $order }：方案可以更改它，但它现在{ $is }
misfit-order-frozen = 指令 { $order }：方案更改了它，但它将于 { $departs } 出发：现已冻结
misfit-lot = 批次 { $lot }：方案取用 { $planned }，现剩 { $left }
misfit-held = 批次 { $lot }：不得调出（{ $hold }，第 { $record } 号记录）
misfit-need = 需求 { $need }：方案发送 { $planned }，现仍需 { $open }

## 查询。

question-no-site = 为空
question-no-needs = 方案 { $plan } 中 { $site } 没有未满足的需求
question-no-need = 方案 { $plan } 中 { $site } 没有 { $item } 的未满足需求
question-old-size = 为 { $old }；至少为 1，最多为 new_size，即 { $new }
question-new-size = 公开日志不足 { $size } 条，或缺少其中的块

## 现在不能做的，或中心自身的错误。

busy-reports = 等待处理的报告过多；请稍后再试
busy-disk = 磁盘跟不上报告的速度；请稍后再试
unavailable-stopping = 中心正在停止；请再问一次
unavailable-journal = 日记账无法写入：{ $why }
unavailable-index = 中心无法查找该报告；请再试
unavailable-log-keys = log.keys 无法读取：{ $why }
unavailable-public-log = 公开日志：{ $why }
broken-other-answer = 一条命令被当作另一条答复；原因见中心的日志
broken-plan-text = { $plan } 的一份已记录正文无法读回；原因见中心的日志
broken-journal-empty = 日记账为空
