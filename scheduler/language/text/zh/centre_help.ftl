### yicang 的帮助。

help-centre = 应急物资调度中心：接收上报，按优先级和需求制定方案，并把每项决定写入公开、只增、签名的日志。
    .after = 退出码：0 完成；1 被拒绝或失败；2 用法有误，或表格无法读取。
    .data = 调度中心的文件夹（或 YICANG_DATA）：从中读取地址、证书和首位调度员的密钥。
    .server = 调度中心的地址，如 https://centre.example:7585。
    .ca = 为中心地址作保的证书（PEM）。
    .key_file = 调度员的私钥。
    .coordinator_id = 调度员的编号。
    .log = 中心公开日志的名称；命令为它签署。
    .allow_extra_columns = 接受表格中不认识的列，并给出提示。
    .text = 打印其规范文本全文。
    .second_level = 次目标：满足程度相同的方案中取何者最小。
    .second_level-minutes = 运输分钟数
    .second_level-cost = 运输费用

help-centre-init = 建立调度中心的文件夹：密钥、证书、设置、目录。
    .data = 要建立的文件夹（或 YICANG_DATA）。
    .from = 表格（CSV 或 .xlsx）：depots、sites、items、lanes，必要时还有 protected、pools、places、substitutes、kits。
    .origin = 公开日志永久的名称：不带协议的网址。
    .policy = 规划所用的规则：floor-then-class、plain-units、plain-share 或一个文件。
    .zone = 中心的时区（IANA 名称），如 Asia/Shanghai：日期按该时区计算。不写则用本机的时区。
    .host = 除 localhost 外，上报端访问本机所用的名称或地址；可多次给出。

help-centre-serve = 运行调度中心，直到 SIGTERM 或 Ctrl-C。
    .data = 调度中心的文件夹（或 YICANG_DATA）。
    .listen = 监听的地址，代替设置中的地址；端口 0 表示任选空闲端口。
    .clock_is_right = 确认时钟正确，尽管它早于最后一条记录或晚于其 31 天以上；此确认会记录在案。

help-centre-demo = 以真实数据演示全程：235 家医院、5 个储备库、240 个上报端。
    .once = 演示后即结束，不再继续运行。
    .data = 存放全部内容的文件夹；已有的演示会继续。不写则在 ./yicang-data 中新建。
    .listen = 监听的地址；端口 0 表示任选空闲端口。

help-centre-situation = 显示供需现状：各项物资的库存和未满足需求。

help-centre-plan = 在调度中心按供需现状制定方案。此时尚不作决定。不经调度中心请用 `offline plan`。
    .policy = floor-then-class、plain-units、plain-share 或一个文件；不写则用中心自己的规则。

help-centre-show = 显示一个方案：各项数字，或全文。
    .plan = 如 P17；不写则为最新的方案。

help-centre-plans = 列出全部方案：制定时间、所用规则和结果。

help-centre-diff = 将方案与此前最近批准的方案对照：各需求、储备库、地区和车队所得有何增减，缘由何在。
    .plan = 如 P17；不写则为最新的方案。
    .against = 用来对照的方案；不写则为最近批准的方案。
    .rows = 每个表显示的行数。

help-centre-what-if = 假设情况有变，据此制定方案。不作任何记录。多个假设可并列对照。
    .case = 假设的名称；其后的改动属于这个假设。
    .stock = 储备库可调物资的增减或总数，如 D1/N95=+2000、=-500 或 =500。
    .close = 关闭线路，如 D1-H1。
    .open = 开通已关闭的线路。
    .need = 需求点的申报量和核定量，如 H1/N95=400；新需求写 =400:critical；0 表示结束需求。
    .pool = 车队的载量，如 NIGHT=+5000000g 或 NIGHT=2000ml。
    .release = 动用保留库存的数量，如 D1/N95=200。
    .without_earmark = 取消批次的定向：写批次名称，或“储备库/物资/批次”。
    .policy = 这个假设所用的规则：floor-then-class、plain-units、plain-share 或一个文件。
    .second_level = 在同样满足需求的方案中取何者最小。
    .seconds = 超过此秒数即放弃。
    .out = 存放改动后各表的文件夹，可不经调度中心据此制定方案。多个假设各有一个子文件夹。
    .rows = 每个表显示的行数。

help-centre-explain = 说明方案给一个需求点分配了多少、为何不能更多、如何可以更多。
    .need = 需求点，或其中一项需求。
    .plan = 如 P17；不写则为最新的方案。

help-centre-note = 为方案加注。备注经签名后公开，并随方案显示。
    .plan = 如 P17。
    .text = 一行，至多 1000 字节；任何人都能读到。
help-centre-lot = 冻结批次使其不得调出、解除冻结，或查看其去向。
    .lot = 储备库/物资/批次；储备库不分批次时，批次写 -。编码含斜线时，分三个词书写。
    .reason = 原因，至多 1,000 字节。公开日志只对其作承诺。
help-centre-lot-quarantine = 隔离批次，待查明情况。任何方案都不会调拨它。
help-centre-lot-recall = 召回批次。列出每个已收到或即将收到该批次的需求点。
help-centre-lot-release = 解除批次的冻结。
help-centre-lot-trace = 显示批次的冻结情况、库存，以及涉及它的每条指令。
help-centre-discrepancy = 列出不符的数字，说明其原因，或予以核销。
    .id = 差异编号，按列表书写，如 X57-3。
    .reason = 原因，至多 1,000 字节。公开日志只对其作承诺。
help-centre-discrepancy-list = 列出未结的差异：账面、实际和时长。
    .all = 也列出已结清的。
help-centre-discrepancy-explain = 说明物资的去向或来源。
    .cause = 去向或来源：
    .cause-damaged = 减少：已损坏，不能再用
    .cause-lost = 减少：去向不明
    .cause-expired = 减少：已过期并取出
    .cause-consumed = 减少：在库内消耗
    .cause-sampled = 减少：抽取检验
    .cause-found = 增加：原来就有，先前不知
    .cause-donated = 增加：捐赠
    .cause-returned = 增加：从发往处退回
    .cause-delivered = 增加：供应商送到
    .cause-miscounted = 两次盘点中有一次点错
help-centre-discrepancy-write-off = 核销无人能说明的差异。记录仍会保留。

help-centre-balance = 逐批次显示所有物资的去向：首次盘点 + 预告到货 + 增加 = 在库 + 在途 + 已签收 + 减少 + 未说明。
    .depot = 只看此储备库的批次。
    .item = 只看此物资的批次。
    .lot = 只看此名称的批次。

help-centre-notices = 列出储备库和需求点现在必须知道的事、已过多久，以及是否已经确认。
    .place = 只列给这个储备库或需求点的提醒。
    .kind = 只列这一类：stale-soon、stale、recall、quarantine、discrepancy、rejected、verified-less、needed-by、overdue、expired 或 asked-back。

help-centre-cancel-order = 取消尚未拣货的指令，冻结期内也可以。物资随之释放。
    .order = 指令，例如 P17-3。
    .reason = 理由，最多 1,000 字节。公开日志只有承诺值。
help-centre-dispute = 列出有争议的需求或裁定其一：发往该处的物资多次短少。
    .need = 所列的需求：“需求点/物资”。
    .reason = 查明的情况，最多 1,000 字节。公开日志只有承诺值。
help-centre-dispute-list = 列出方案不再发货的需求及短少的指令。
help-centre-dispute-settle = 裁定有争议的需求：恢复供给。
help-centre-consignments = 显示各车所载：同一方案、同一时间自一个储备库出发的指令。
    .code = 只显示此查询码的托运批，例如 7K3M-9QXA；含已完成的指令。
    .depot = 只显示此储备库的。
help-centre-gift = 凭捐赠方所得的捐赠码查看物资去向。
    .code = 捐赠码，例如 7K3M-9QXA。

help-centre-offers = 列出需求点可调出的物资，以及是否有通道。

help-centre-verify-need = 核定某需求点某物资的数量。核定经签名后公开，依据脱敏。
    .need = 需求点与物资，例如 H1/N95。
    .entitlement = 以基本单位计；0 表示没有。
    .revoke = 撤销核定：重新按规则或中位数计。不写 --entitlement 和 --class。
    .class = 优先级（如已一并核定）；不给则按需求点所报，但不高于规则的 class-limit。
    .basis = 依据：一行，至多 500 字节，例如“212 名患者，3 天”。
    .evidence = 证明文件的 SHA-256：64 位十六进制数字。

help-centre-reject-need = 关闭不予满足的需求。驳回经签名后公开，理由脱敏。
    .need = 需求点与物资，例如 H1/N95。
    .reason = 理由：一行，至多 500 字节。

help-centre-record = 代录无法签名者所说的内容：电话、电台或纸面。公开时注明代录。
    .who = 由谁所说；在公开日志中脱敏。
    .how = 以何种方式，例如“电话”；公开。
    .at = 何时所说；不给则为现在。
help-centre-record-need = 代录需求。
    .need = 需求点与物资，例如 H1/N95。
    .quantity = 以基本单位计；0 表示撤回；数量不详时写 `unknown`（不详）。
    .class = 优先级：规则中的一级。
help-centre-record-count = 代录某储备库某物资的库存。数量公开。
    .stock = 储备库与物资，例如 D1/N95。
    .lot = 批次（储备库区分批次时）。
    .quantity = 在库数量，以基本单位计；没有了写 0。
    .expires = 最后可用日，YYYY-MM-DD；不给则按已知日期。
help-centre-record-received = 代录指令已签收。
    .order = 调度指令，如 P17-3。
    .quantity = 接收的数量，以基本单位计。

help-centre-needs = 查看未关闭需求的核定量，并批量核定。
help-centre-needs-list = 列出未关闭的需求：申报量、核定量及其方式。
    .site = 只看该需求点。
    .item = 只看该物资。
    .queued = 只看等待查看的需求及其原因。
help-centre-needs-export = 将未关闭的需求写入表格，供填写并核定。
    .site = 只看该需求点。
    .item = 只看该物资。
    .file = 要写的 CSV 文件。
help-centre-needs-verify = 核定表格中 verified 列已填数的各行，一次签名。
    .file = 由 `needs export` 写出的表格。
    .basis = 没有写依据的行所用的依据。
    .yes = 签名；不给则只显示。

help-centre-approve = 批准方案：方案公开，指令发出。
    .plan = 如 P17。

help-centre-orders = 列出指令，最新的决定在前。
    .depot = 只列此储备库发出的。
    .site = 只列发往此需求点的。
    .plan = 只列此方案的。
    .closed = 也列出已签收、已取消或已改派的指令。

help-centre-release = 在日志的见证方尚未联署时发出一项决定的指令。此命令会公开。联署之后，指令会自动发出。
    .decision = 决定的记录号，见 `approve` 的输出。
    .without_witnesses = 必需：表明确实要这样做。
    .reason = 为何不能等待；随命令保存，其哈希公开。

help-centre-enrol = 登记上报端的密钥及其上报范围，或更改其范围。
    .agent = 上报端的编号。
    .key = 其公钥，见 `yicang-agent init` 的输出；已登记的上报端不必给出。
    .depot = 其上报的储备库；用 --set 时或新登记时须全部列出。
    .site = 其上报的需求点；用 --set 时或新登记时须全部列出。
    .district = 现属该地区的全部需求点。
    .make_coordinator = 可以签署命令。
    .recovery = 是恢复密钥：只可登记，别无权限。
    .set = 对已登记的上报端：以本命令所列为其全部权限。
    .add_depot = 增加上报的储备库。
    .remove_depot = 不再上报的储备库。
    .add_site = 增加上报的需求点。
    .remove_site = 不再上报的需求点。
    .no_coordinator = 不再可以签署命令。

help-centre-disclose = 让某人查看公开日志中脱敏的字段。披露本身会公开。
    .fields = 条目（其全部脱敏字段）或单个字段：17 或 17/note。
    .reader = 谁可以查看：个人或机构。
    .reason = 理由；随披露保存，在公开日志中脱敏。
    .until = 截止时间，如 2027-03-31T00:00:00Z。
    .out = 写给查阅者的文件：用 `yicang-ledger reveal` 读取。

help-centre-forget = 销毁揭示脱敏字段所需的盐值：不可恢复，日志不变。
    .data = 调度中心的文件夹（或 YICANG_DATA）。
    .fields = 条目（其全部脱敏字段）或单个字段：17 或 17/note。

help-centre-backup = 把中心无法重新生成的内容复制到文件夹；中心运行时也可以。
    .data = 中心的文件夹（或 YICANG_DATA）。
    .to = 新的文件夹。
    .with_keys = 连同私钥：备份即与私钥同样机密。
help-centre-restore = 把备份恢复到新的文件夹，日志沿用原名继续。
    .from = 备份。
    .data = 新的文件夹。
    .from_mirror = 公开日志的镜像，它知道最新的树头；可重复给出。
    .newest_checkpoint = 上报端、见证人或审计者保存的最新检查点；可重复给出。
    .after = 备份若缺少他人已见过的条目，则予拒绝。
help-centre-doctor = 检查中心的文件夹：哪些正常，哪些要修，怎样修。
    .data = 中心的文件夹（或 YICANG_DATA）。

help-centre-salts = 备份或恢复揭示脱敏字段所需的盐值。
    .data = 调度中心的文件夹（或 YICANG_DATA）。
help-centre-salts-backup = 把盐值复制到文件；该文件与盐值同样机密。
    .file = 要建立的文件。
help-centre-salts-restore = 盐值丢失后，从备份恢复。
    .file = 备份文件。
help-centre-salts-regenerate = 盐值丢失且没有备份时，生成新的盐值：此前脱敏的字段永远无法揭示。

help-centre-receipt-key = 更换签署回执的密钥。
    .data = 调度中心的文件夹（或 YICANG_DATA）。
help-centre-receipt-key-prepare = 制作或显示下一把密钥：请与现用密钥一并交给各上报端。
help-centre-receipt-key-activate = 自中心下次启动起，用下一把密钥签署。

help-centre-offline = 不经调度中心，由表格制定和核对方案。
    .from = 表格所在的文件夹：depots、sites、items、reserves、needs、lanes，必要时还有 protected、pools、places、substitutes、kits、last；.csv 或 .xlsx 均可。
    .last = 先前的方案（以前的 allocation.csv 或 plan.txt，或其文件夹），代替 last.csv。
help-centre-offline-plan = 由表格制定方案，写入文件夹。
    .policy = floor-then-class、plain-units、plain-share 或规则文件。
    .second_level = 次目标，满足程度相同的方案中取其最小：minutes（分钟）或 cost（费用）。
    .out = 写入的文件夹；没有则新建。
    .now = 方案所针对的时间，如 2020-02-01T08:00:00+08:00；不写则为现在。
    .zone = 计算日期所用的时区（IANA 名称），如 Asia/Shanghai；不写则用 --now 的时差，否则用 UTC。
    .seed = 同等者之间公开抽签的种子：任意文字。不写则为供需现状其余各行的 SHA-256。
    .threads = 线程数；不写则按本机可同时运行的数目。方案不受其影响。
    .explain = 说明一个需求点分配多少、为何不能更多、如何可以更多；可多次给出。
    .report = 把输出也写入文件，并附全部价格和定向捐赠的代价。
help-centre-offline-check = 核对 `offline plan` 或他人制定的方案。
    .plan = allocation.csv 和 unmet.csv 所在的文件夹。
    .policy = 方案文件夹没有 policy.txt、表格又没有 lanes 时，计算运输时间所用的规则。

help-centre-catalogue = 把目录导出为表格，并收回其中的修改。
    .dir = 表格所在的文件夹。
    .mine = 这里与中心都改过的对象：以这里为准，如 "lane D1 H1"。
    .theirs = 这里与中心都改过的对象：以中心为准。
help-centre-catalogue-export = 把目录的全部表格写入新文件夹。
help-centre-catalogue-diff = 显示文件夹中的表格将作的变更，冲突在前。
help-centre-catalogue-apply = 按文件夹中的表格变更目录：全部完成，或毫不变更。
    .after = 删去的行即停用，其编号不再重用。并非导出的文件夹只作新增。

help-centre-item = 新增、更改或停用物资。
    .item = 物资编号。
    .name = 名称；在公开日志中脱敏。
    .unit = 数量所用的基本单位。
    .grams = 一个基本单位的克重。
    .millilitres = 一个基本单位的体积（毫升）。
    .pack = 一个包装的基本单位数。
help-centre-item-add = 新增物资。
help-centre-item-set = 更改物资；未给出的不变，none 表示去除。
help-centre-item-retire = 停用物资；仍有库存、未结需求或未结指令时拒绝。

help-centre-depot = 新增、更改或停用储备库。
    .depot = 储备库编号。
    .name = 名称；在公开日志中脱敏。
    .at = 位置，如 30.593,114.305。
help-centre-depot-add = 新增储备库。
help-centre-depot-set = 更改储备库；未给出的不变，none 表示去除。
help-centre-depot-retire = 停用储备库；仍有库存或未结指令时拒绝。

help-centre-site = 新增、更改或停用需求点。
    .site = 需求点编号。
    .name = 名称；在公开日志中脱敏。
    .kind = 类型，一个词：hospital、clinic、shelter。
    .district = 所属区县。
    .at = 位置，如 30.593,114.305。
help-centre-site-add = 新增需求点。
help-centre-site-set = 更改需求点；未给出的不变，none 表示去除。
help-centre-site-retire = 停用需求点；仍有未结需求或未结指令时拒绝。

help-centre-lane = 新增、更改、停用、封闭或开放运输通道。
    .depot = 起点储备库。
    .site = 终点需求点。
    .minutes = 运输分钟。
    .cost = 每个基本单位的费用。
    .capacity = 一个方案中最多运送的基本单位数。
    .pool = 所用的运力池。
    .from = 封闭的开始时刻，如 2027-02-01T08:00:00+08:00；不写即现在。
    .until = 重新开放的时刻；不写则直至开放。
    .reason = 原因；人人可读。
help-centre-lane-add = 新增运输通道。
help-centre-lane-set = 更改运输通道；未给出的不变，none 表示去除。
help-centre-lane-retire = 停用运输通道；仍有未结指令时拒绝。
help-centre-lane-close = 封闭运输通道（登记的或推算的）：其间的方案不经此发运。已批准的指令不变。
help-centre-lane-open = 开放运输通道：其封闭随之结束。
    .at = 开放的时刻；不写即现在。

help-centre-pool = 新增、更改或停用同时发车的运力池。
    .pool = 运力池编号。
    .departs = 发车时间：带时区的时刻，或中心当地的 "daily 18:00"；none 表示货齐即发。
    .grams = 合计载重克数。
    .millilitres = 合计容积毫升数。
help-centre-pool-add = 新增运力池。
help-centre-pool-set = 更改运力池；未给出的不变，none 表示去除。
help-centre-pool-retire = 停用运力池；仍有运输通道使用时拒绝。

help-centre-kit = 新增、更改或停用套装的组件。
    .kit = 套装。
    .component = 组件。
    .units = 一个套装中的组件数。
help-centre-kit-add = 为套装新增组件。
help-centre-kit-set = 更改套装中的组件数。
help-centre-kit-retire = 从套装中去除组件；仍计入未结需求时拒绝。

help-centre-substitute = 新增、更改或停用替代关系。
    .needed = 所需物资。
    .given = 替代物资。
    .ratio = 替代比，如 3/2。
    .penalty = 每个单位在次目标中另加的费用。
help-centre-substitute-add = 新增替代关系。
help-centre-substitute-set = 更改替代方式。
help-centre-substitute-retire = 停用替代关系；仍计入未结需求时拒绝。

help-centre-protected = 新增、更改或停用最低保有量。
    .depot = 储备库。
    .item = 物资。
    .quantity = 须保有的基本单位数。
help-centre-protected-add = 规定储备库须保有的物资。
help-centre-protected-set = 更改须保有的数量。
help-centre-protected-retire = 取消最低保有量。
help-centre-override = 就某一批次对某一需求作出决定，或撤回该决定。下一方案是遵守该决定的最优方案。
    .units = 数量，以批次物资的基本单位计。
    .lot = 储备库/物资/批次；不分批次的储备库写 -。
    .site = 需求所在的需求点。
    .serves = 需求的物资（与批次的物资不同时）。
    .because = 公开原因之一：medical、road、safety、quality、donor、promise、order 或 other。
    .reason = 理由，最多 1,000 字节。公开日志只承诺其内容。
    .id = 列出的人工干预编号，例如 V57。
help-centre-override-pin = 保持某项调拨不变：恰为该数量。
help-centre-override-forbid = 该批次不向该需求调拨。
help-centre-override-at-least = 调拨不少于该数量。
help-centre-override-at-most = 调拨不多于该数量。
help-centre-override-exactly = 将某项调拨改为恰为该数量。
help-centre-override-take-back = 撤回一项人工干预。
help-centre-overrides = 列出所有签署过的人工干预：决定、原因、签署人及是否有效。
